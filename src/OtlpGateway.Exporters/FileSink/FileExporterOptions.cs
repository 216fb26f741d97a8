// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Clients.Http;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Pipeline.Delivery;

namespace OtlpGateway.Exporters.FileSink;

/// <summary>Options of the <c>file</c> exporter, as the Collector names them.</summary>
public sealed class FileExporterOptions : ExporterOptions
{
    private const int HighestLevel = 22;

    /// <summary>A disk has no time limit, and a file is a queue of its own.</summary>
    public FileExporterOptions()
    {
        Timeout = TimeSpan.Zero;
        SendingQueue.TurnOffByDefault();
    }

    /// <summary>The file; with <see cref="GroupBy"/> it holds one <c>*</c>.</summary>
    public string Path { get; set; } = "";

    public FileFormat Format { get; set; }

    /// <summary>
    /// Goes on with a file that is there already. Without it such a file is put aside under a name with the time, as a
    /// rotation does, so that nothing that was acknowledged is overwritten.
    /// </summary>
    public bool Append { get; set; }

    /// <summary>zstd or none. With it, or with protobuf, each request follows its length in four bytes, big-endian.</summary>
    public FileCompression Compression { get; set; }

    public CompressionParamsOptions CompressionParams { get; set; } = new();

    /// <summary>An encoding extension: there is none.</summary>
    public string Encoding { get; set; } = "";

    /// <summary>
    /// The Collector's longest wait before data goes to the disk. Nothing waits so long here: an answer means that the data
    /// is on the disk, so a flush starts as soon as the last one has ended.
    /// </summary>
    public TimeSpan FlushInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Absent means that the file grows without end.</summary>
    public FileRotationOptions? Rotation { get; set; }

    public FileGroupByOptions GroupBy { get; set; } = new();

    /// <summary>Makes the directories of the path.</summary>
    public bool CreateDirectory { get; set; }

    /// <summary>Of directories that are made, octal.</summary>
    public string DirectoryPermissions { get; set; } = "0755";

    internal UnixFileMode Mode => (UnixFileMode)Convert.ToInt32(DirectoryPermissions, 8);

    /// <summary>Whether records are lines; else each follows its length.</summary>
    internal bool WritesLines => Format == FileFormat.Json && Compression == FileCompression.None;

    public override void Validate(OptionsValidation validation)
    {
        base.Validate(validation);
        int stars = Path.Count(character => character == '*');
        if (Path.Length == 0)
        {
            validation.Error("path", "is required: the file to write to");
        }
        else if (GroupBy.Enabled && (stars != 1 || Path[0] == '*'))
        {
            validation.Error("path", "must hold one * with something before it: group_by puts the attribute's value there");
        }

        if (Append && (Compression != FileCompression.None || Rotation is not null))
        {
            validation.Error("append", "cannot be combined with compression or rotation");
        }

        if (Encoding.Length > 0)
        {
            validation.Error("encoding", "there are no encoding extensions; use format json or proto");
        }

        if (FlushInterval < TimeSpan.Zero)
        {
            validation.Error("flush_interval", "must not be negative");
        }

        if (CompressionParams.Level is < 0 or > HighestLevel)
        {
            validation.Error("compression_params::level", $"must be 1 to {HighestLevel}, or 0 for the default");
        }

        if (DirectoryPermissions.Length is 0 or > 4 || DirectoryPermissions.Any(digit => digit is < '0' or > '7'))
        {
            validation.Error("directory_permissions", "must be an octal number of up to four digits, for example \"0755\"");
        }
    }
}

/// <summary>The form of each request in the file.</summary>
public enum FileFormat
{
    Json,
    Proto,
}

/// <summary>How each request in the file is compressed.</summary>
public enum FileCompression
{
    None,
    Zstd,
}
