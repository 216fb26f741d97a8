// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.Cardinality;

/// <summary>What the processor takes at most: every part of it has a bound, and these are all parts.</summary>
internal static class CardinalityMemory
{
    /// <summary>Counters of the frequency sketch, four bytes each.</summary>
    public const int Counters = 4 << 18;

    /// <summary>Values whose verdict is remembered.</summary>
    public const int CachedValues = 1 << 16;

    /// <summary>Templates of one window: their number, and their bytes together.</summary>
    public const int Templates = 16_384;
    public const int TemplateBytes = 2 << 20;

    /// <summary>Places of learned templates, of all labels together.</summary>
    public const int Places = 1 << 16;

    /// <summary>Bytes for the values that keep their place under a limit, of all labels together.</summary>
    public const int LimitBytes = 6 << 20;

    /// <summary>Two of what was seen and two of what is left.</summary>
    private const int SketchesPerLabel = 4;

    /// <summary>The object, its sketches' headers, names of usual length, examples, evidence, its place in the table.</summary>
    private const int LabelBytes = 1024;

    public static long MostBytes(CardinalityOptions options) =>
        ((long)options.MaxLabels * (LabelBytes + (SketchesPerLabel << options.Precision)))
        + (Counters * sizeof(uint)) + (CachedValues * Labels.ValueCache.EntryBytes) + TemplateBytes
        + (Places * Cardinality.Templates.LearnedPlaces.PlaceBytes) + LimitBytes;
}
