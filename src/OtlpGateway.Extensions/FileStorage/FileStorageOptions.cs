// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Extensions.FileStorage;

/// <summary>The <c>file_storage</c> section.</summary>
public sealed class FileStorageOptions : IValidatable
{
    /// <summary>Where the queues are; one process at a time.</summary>
    public string Directory { get; set; } = "/var/lib/otelcol/file_storage";

    /// <summary>Creates the directory when it is missing.</summary>
    public bool CreateDirectory { get; set; }

    /// <summary>The rights of a directory that is created, in octal.</summary>
    public string DirectoryPermissions { get; set; } = "0750";

    /// <summary>Accepted for compatibility: another process that holds the directory is an error at once.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Answers only when the data is on the medium. On by default, unlike the Collector's; off survives a crash of the
    /// process, not of the machine.
    /// </summary>
    public bool Fsync { get; set; } = true;

    /// <summary>Most bytes of all queues in the directory; zero means as much as the disk has. A full one refuses.</summary>
    public long MaxBytes { get; set; }

    /// <summary>Accepted for compatibility: damaged records are stepped over, a torn tail is cut.</summary>
    public bool Recreate { get; set; }

    /// <summary>Accepted for compatibility: segments are removed when they are delivered, there is nothing to compact.</summary>
    public FileStorageCompactionOptions? Compaction { get; set; }

    internal UnixFileMode Mode => (UnixFileMode)Convert.ToInt32(DirectoryPermissions, 8);

    public void Validate(OptionsValidation validation)
    {
        if (string.IsNullOrWhiteSpace(Directory))
        {
            validation.Error("directory", "must be set");
        }

        if (!IsOctal(DirectoryPermissions))
        {
            validation.Error("directory_permissions", "must be an octal number of up to four digits, for example \"0750\"");
        }

        if (MaxBytes < 0)
        {
            validation.Error("max_bytes", "must not be negative; 0 means as much as the disk has");
        }

        Warn(validation);
    }

    private void Warn(OptionsValidation validation)
    {
        if (!Fsync)
        {
            validation.Warning("fsync", "off: a batch that was acknowledged is lost when the machine stops before the disk has it");
        }

        if (Compaction is not null)
        {
            validation.Warning("compaction", "has no effect: delivered segments are removed by themselves, there is nothing to compact");
        }

        if (Recreate)
        {
            validation.Warning("recreate", "has no effect: a torn tail is cut and a damaged record stepped over without it");
        }
    }

    private static bool IsOctal(string text) => text.Length is > 0 and <= 4 && text.All(digit => digit is >= '0' and <= '7');
}
