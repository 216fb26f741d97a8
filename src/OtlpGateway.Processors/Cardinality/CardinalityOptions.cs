// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Sketches;

namespace OtlpGateway.Processors.Cardinality;

/// <summary>The <c>cardinality</c> section.</summary>
public sealed class CardinalityOptions : IValidatable
{
    /// <summary>Decides and reports, and changes nothing.</summary>
    public bool DryRun { get; set; }

    /// <summary>Shapes and statistics decide where no policy does. Without it only policies act.</summary>
    public bool Automatic { get; set; } = true;

    /// <summary>Explicit decisions, which win over automatic ones; the first that fits a metric and label decides.</summary>
    public List<PolicyOptions> Policies { get; set; } = [];

    /// <summary>Labels that automatic decisions leave alone, with <c>*</c> for any characters.</summary>
    public List<string> KeepLabels { get; set; } = ["le", "quantile", "version", "*.version", "*_version", "revision", "commit"];

    public ShapeOptions Shapes { get; set; } = new();

    /// <summary>Distinct values of one label in a window above which it is dropped or limited.</summary>
    public int MaxDistinct { get; set; } = 1000;

    /// <summary>The same for values that look random and hardly ever come back.</summary>
    public int MaxRandom { get; set; } = 100;

    /// <summary>Distinct values in a whole window below which such a decision may be taken back.</summary>
    public int RestoreBelow { get; set; } = 500;

    /// <summary>Shortest time such a decision stands; twice as long after each time it was taken back.</summary>
    public TimeSpan MinDwell { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long a label is watched, in each window, before it counts that its values do not come back.</summary>
    public TimeSpan MinObservation { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The time in which distinct values are counted.</summary>
    public TimeSpan Window { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How often statistics are looked at.</summary>
    public TimeSpan ReviewInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Different names at one place of a label's paths or statements before the place becomes an id.</summary>
    public int MaxNamesPerPlace { get; set; } = 50;

    /// <summary>What values beyond a limit become.</summary>
    public string Other { get; set; } = "other";

    /// <summary>Attributes of resources are looked at, too.</summary>
    public bool ResourceAttributes { get; set; }

    /// <summary>Attributes of instrumentation scopes are looked at, too.</summary>
    public bool ScopeAttributes { get; set; }

    /// <summary>Pairs of metric and label that are watched; policies and shapes act on others too.</summary>
    public int MaxLabels { get; set; } = 10_000;

    /// <summary>Two to the power of it is the registers of a sketch: 10 errs by 3.3 %.</summary>
    public int Precision { get; set; } = 10;

    /// <summary>What all of it may take. Checked against the options above, which decide what it does take.</summary>
    public int MaxMemoryMib { get; set; } = 64;

    /// <summary>Where decisions outlive the process; absent, they do not.</summary>
    public DecisionStoreOptions? Decisions { get; set; }

    public void Validate(OptionsValidation validation)
    {
        ValidateThresholds(validation);
        ValidateTimes(validation);
        Range(validation, "max_labels", MaxLabels, 1, 1_000_000);
        Range(validation, "precision", Precision, DistinctSketch.MinPrecision, DistinctSketch.MaxPrecision);
        Range(validation, "max_names_per_place", MaxNamesPerPlace, 2, 1000);
        if (Other.Length is 0 or > 64)
        {
            validation.Error("other", "must have 1 to 64 characters");
        }

        long needed = CardinalityMemory.MostBytes(this) >> 20;
        if (needed > MaxMemoryMib)
        {
            validation.Error(
                "max_memory_mib", $"max_labels {MaxLabels} with precision {Precision} can take {needed} MiB: lower one of them, or allow that much");
        }
    }

    private static void Range(OptionsValidation validation, string path, int value, int least, int most)
    {
        if (value < least || value > most)
        {
            validation.Error(path, $"must be from {least} to {most}");
        }
    }

    private void ValidateThresholds(OptionsValidation validation)
    {
        Range(validation, "max_distinct", MaxDistinct, 2, PolicyOptions.MaxLimit);
        if (MaxRandom < 2 || MaxRandom > MaxDistinct)
        {
            validation.Error("max_random", "must be from 2 to max_distinct");
        }

        if (RestoreBelow < 1 || RestoreBelow >= MaxDistinct)
        {
            validation.Error("restore_below", "must be at least 1 and below max_distinct: with one threshold a label would flap");
        }
    }

    private void ValidateTimes(OptionsValidation validation)
    {
        if (Window < TimeSpan.FromMinutes(1) || Window > TimeSpan.FromDays(7))
        {
            validation.Error("window", "must be from 1m to 168h");
        }

        if (ReviewInterval < TimeSpan.FromSeconds(1) || ReviewInterval > Window)
        {
            validation.Error("review_interval", "must be at least 1s and not above window");
        }

        if (MinDwell < TimeSpan.Zero)
        {
            validation.Error("min_dwell", "must not be negative");
        }

        if (MinObservation < TimeSpan.Zero || MinObservation >= Window)
        {
            validation.Error("min_observation", "must not be negative, and below window: values are watched anew in each window");
        }
    }
}
