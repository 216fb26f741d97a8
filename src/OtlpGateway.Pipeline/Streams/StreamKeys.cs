// SPDX-License-Identifier: Apache-2.0

using System.Security.Cryptography;
using OtlpGateway.Wire.Otlp.Streams;

namespace OtlpGateway.Pipeline.Streams;

/// <summary>Finds the key of a pipeline's streams.</summary>
internal static class StreamKeys
{
    internal const string FileName = "stream.key";

    private const int SecretBytes = 32;

    /// <summary>
    /// The configured key; else the one that is kept with the log, the one that everyone knows where others write the log
    /// too, or one for this run alone where there is no log.
    /// </summary>
    /// <exception cref="IOException">The key that is kept cannot be read, or a new one cannot be written.</exception>
    public static StreamKey Find(string configured, StreamKeyHome? home)
    {
        if (configured.Length > 0)
        {
            return StreamKey.FromSecret(configured);
        }

        return home switch
        {
            null => StreamKey.CreateRandom(),
            { Directory: null } => StreamKey.Public,
            { Directory: { } directory } => StreamKey.FromSecret(ReadOrCreate(Path.Combine(directory, FileName))),
        };
    }

    private static string ReadOrCreate(string path)
    {
        if (!File.Exists(path))
        {
            Create(path);
        }

        string secret = File.ReadAllText(path).Trim();
        return secret.Length >= StreamKey.MinSecretBytes
            ? secret
            : throw new IOException($"The stream key in {path} is damaged: it has {secret.Length} characters. Restore it, or remove it: then running counters begin anew.");
    }

    /// <summary>All or nothing: a key that a crash cut short would make every stream a new one at the next start.</summary>
    private static void Create(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string draft = path + ".new";
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (FileStream file = new(draft, options))
        {
            file.Write(System.Text.Encoding.ASCII.GetBytes(RandomNumberGenerator.GetHexString(2 * SecretBytes, lowercase: true) + "\n"));
            file.Flush(flushToDisk: true);
        }

        File.Move(draft, path, overwrite: false);
    }
}
