// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Testing.Log;

/// <summary>A directory of one test's own, removed with everything in it.</summary>
public sealed class TempDirectory : IDisposable
{
    public TempDirectory() => Path = Directory.CreateTempSubdirectory("otlp-gateway-test-").FullName;

    public string Path { get; }

    public string In(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    /// <summary>Copies a directory as it is now to a new one here, as if the machine had stopped.</summary>
    public string Snapshot(string directory)
    {
        string target = In($"snapshot-{Guid.NewGuid():N}");
        foreach (string file in Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories))
        {
            string copy = System.IO.Path.Combine(target, System.IO.Path.GetRelativePath(directory, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(copy)!);
            if (System.IO.Path.GetFileName(file) != "LOCK")
            {
                File.Copy(file, copy);
            }
        }

        return target;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
