// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Clients.Files;

/// <summary>Tells whether one of some files was replaced or written since the last look. Not thread-safe.</summary>
public sealed class FileStamps
{
    private readonly string[] _files;
    private readonly (DateTime Written, long Length)[] _stamps;

    /// <param name="files">Empty names are left out.</param>
    public FileStamps(params IEnumerable<string> files)
    {
        _files = [.. files.Where(file => file.Length > 0)];
        _stamps = new (DateTime, long)[_files.Length];
        Changed();
    }

    public bool Any => _files.Length > 0;

    /// <summary>True when at least one file is not what it was at the last look.</summary>
    public bool Changed()
    {
        bool changed = false;
        for (int i = 0; i < _files.Length; i++)
        {
            // A file that is gone has a time and a length of its own: its return is a change.
            FileInfo file = new(_files[i]);
            (DateTime, long) stamp = file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
            changed |= stamp != _stamps[i];
            _stamps[i] = stamp;
        }

        return changed;
    }
}
