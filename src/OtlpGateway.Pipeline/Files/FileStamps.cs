// SPDX-License-Identifier: Apache-2.0

using System.Security.Cryptography;

namespace OtlpGateway.Pipeline.Files;

/// <summary>
/// Tells whether one of some small files has another content than at the last look. Times and lengths would not do: a
/// certificate is as long as the one before it, and a copy keeps the time of what it is a copy of. Not thread-safe.
/// </summary>
public sealed class FileStamps
{
    private readonly string[] _files;
    private readonly string[] _stamps;

    /// <param name="files">Empty names are left out.</param>
    public FileStamps(params IEnumerable<string> files)
    {
        _files = [.. files.Where(file => file.Length > 0)];
        _stamps = new string[_files.Length];
        Changed();
    }

    public bool Any => _files.Length > 0;

    /// <summary>True when at least one file is not what it was at the last look.</summary>
    public bool Changed()
    {
        bool changed = false;
        for (int i = 0; i < _files.Length; i++)
        {
            string stamp = StampOf(_files[i]);
            changed |= stamp != _stamps[i];
            _stamps[i] = stamp;
        }

        return changed;
    }

    /// <summary>A file that is gone, or cannot be read, has a stamp of its own: its return is a change.</summary>
    private static string StampOf(string file)
    {
        try
        {
            return Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
