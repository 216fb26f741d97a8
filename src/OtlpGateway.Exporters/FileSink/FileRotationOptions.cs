// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Exporters.FileSink;

/// <summary>The <c>rotation</c> section.</summary>
public sealed class FileRotationOptions : IValidatable
{
    /// <summary>A file that would grow beyond is put aside and a new one begun.</summary>
    public int MaxMegabytes { get; set; } = 100;

    /// <summary>Age at which files that were put aside are deleted; 0 means never.</summary>
    public int MaxDays { get; set; }

    /// <summary>Most files that are kept aside, the newest ones; 0 means all.</summary>
    public int MaxBackups { get; set; } = 100;

    /// <summary>The time in the names is local time, not UTC.</summary>
    public bool Localtime { get; set; }

    public void Validate(OptionsValidation validation)
    {
        if (MaxMegabytes <= 0)
        {
            validation.Error("max_megabytes", "must be at least 1");
        }

        if (MaxDays < 0)
        {
            validation.Error("max_days", "must not be negative; 0 means never");
        }

        if (MaxBackups < 0)
        {
            validation.Error("max_backups", "must not be negative; 0 means all");
        }
    }
}
