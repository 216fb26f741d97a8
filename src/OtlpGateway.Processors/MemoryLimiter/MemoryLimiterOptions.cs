// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Processors.MemoryLimiter;

/// <summary>The <c>memory_limiter</c> section.</summary>
public sealed class MemoryLimiterOptions : IValidatable
{
    /// <summary>How often the memory is measured. Must be set.</summary>
    public TimeSpan CheckInterval { get; set; }

    /// <summary>The hard limit in MiB; wins over <see cref="LimitPercentage"/>.</summary>
    public long LimitMib { get; set; }

    /// <summary>Distance of the soft limit below the hard one, in MiB; zero means 20 % of the limit.</summary>
    public long SpikeLimitMib { get; set; }

    /// <summary>The hard limit as a share of the memory that this process may use (its cgroup's, else the machine's).</summary>
    public int LimitPercentage { get; set; }

    /// <summary>Distance of the soft limit below the hard one, as a share of the same; zero means 20 % of the limit.</summary>
    public int SpikeLimitPercentage { get; set; }

    /// <summary>Shortest time between two forced collections above the soft limit.</summary>
    public TimeSpan MinGcIntervalWhenSoftLimited { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Shortest time between two forced collections above the hard limit.</summary>
    public TimeSpan MinGcIntervalWhenHardLimited { get; set; }

    /// <summary>Upper bound of the growing time between useless collections above the soft limit.</summary>
    public TimeSpan MaxGcIntervalWhenSoftLimited { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Upper bound of the growing time between useless collections above the hard limit.</summary>
    public TimeSpan MaxGcIntervalWhenHardLimited { get; set; } = TimeSpan.FromSeconds(30);

    public void Validate(OptionsValidation validation)
    {
        if (CheckInterval <= TimeSpan.Zero)
        {
            validation.Error("check_interval", "must be set and greater than 0, for example 1s");
        }

        ValidateLimits(validation);
        ValidateIntervals(validation, MinGcIntervalWhenSoftLimited, MaxGcIntervalWhenSoftLimited, "soft");
        ValidateIntervals(validation, MinGcIntervalWhenHardLimited, MaxGcIntervalWhenHardLimited, "hard");
    }

    private static void ValidateIntervals(OptionsValidation validation, TimeSpan min, TimeSpan max, string which)
    {
        if (min < TimeSpan.Zero)
        {
            validation.Error($"min_gc_interval_when_{which}_limited", "must not be negative");
        }

        if (max < min)
        {
            validation.Error($"max_gc_interval_when_{which}_limited", $"must be at least min_gc_interval_when_{which}_limited");
        }
    }

    private void ValidateLimits(OptionsValidation validation)
    {
        if (LimitMib < 0 || LimitPercentage is < 0 or > 100)
        {
            validation.Error(LimitMib < 0 ? "limit_mib" : "limit_percentage", "must be a positive number of MiB, or a share from 1 to 100");
        }
        else if (LimitMib == 0 && LimitPercentage == 0)
        {
            validation.Error("limit_mib", "one of limit_mib and limit_percentage must be set");
        }

        if (SpikeLimitMib < 0 || (LimitMib > 0 && SpikeLimitMib >= LimitMib))
        {
            validation.Error("spike_limit_mib", "must not be negative, and smaller than limit_mib");
        }

        if (SpikeLimitPercentage is < 0 or > 100 || (LimitMib == 0 && LimitPercentage > 0 && SpikeLimitPercentage >= LimitPercentage))
        {
            validation.Error("spike_limit_percentage", "must not be negative, and smaller than limit_percentage");
        }
    }
}
