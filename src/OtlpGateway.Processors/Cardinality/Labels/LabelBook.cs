// SPDX-License-Identifier: Apache-2.0

using System.IO.Enumeration;
using System.Text;
using OtlpGateway.Sketches;

namespace OtlpGateway.Processors.Cardinality.Labels;

/// <summary>
/// Everything that is known of labels: one for all pipelines that name the same processor. Thread-safe.
/// </summary>
internal sealed class LabelBook
{
    /// <summary>Longer names of metrics are cut where they are shown.</summary>
    private const int LongestShownMetric = 256;

    /// <summary>Labels with longer keys are not watched.</summary>
    private const int LongestKey = 256;

    /// <summary>Labels that are not watched and remembered all the same; a power of two.</summary>
    private const int Unwatchable = 1024;

    private readonly Label?[] _unwatched = new Label?[Unwatchable];
    private readonly Budget _limits = new(CardinalityMemory.LimitBytes);
    private Epoch _epoch;
    private int _changed;
    private long _countUnwatched;

    /// <param name="seed">Of all hashes. Decisions that are kept need the one they were made with.</param>
    public LabelBook(CardinalityOptions options, ulong seed, DateTimeOffset now)
    {
        Options = options;
        Seed = seed;
        Labels = new LabelTable(options.MaxLabels);
        _epoch = new Epoch(seed, now);
    }

    public CardinalityOptions Options { get; }

    public ulong Seed { get; }

    public LabelTable Labels { get; }

    public ValueCache Cache { get; } = new();

    public FrequencySketch Frequencies { get; } = new();

    public Budget Places { get; } = new(CardinalityMemory.Places);

    public Epoch Epoch => Volatile.Read(ref _epoch);

    /// <summary>How often a label came that there was no room to watch.</summary>
    public long Unwatched => Interlocked.Read(ref _countUnwatched);

    /// <summary>A decision changed: it is to be stored.</summary>
    public void Changed() => Interlocked.Exchange(ref _changed, 1);

    public bool TakeChanged() => Interlocked.Exchange(ref _changed, 0) == 1;

    public ulong HashOfMetric(ReadOnlySpan<byte> name) => ValueHash.Compute(name, Seed);

    public static ulong IdOf(ulong metricHash, ReadOnlySpan<byte> key) => ValueHash.Compute(key, metricHash);

    /// <summary>The label, which is watched from now on; null when there is no room for one more.</summary>
    public Label? FindOrAdd(ulong id, ReadOnlySpan<byte> metric, ReadOnlySpan<byte> key, DateTimeOffset now)
    {
        if (Labels.Find(id) is { } label)
        {
            return label;
        }

        if (key.Length > LongestKey || Labels.Count >= Options.MaxLabels)
        {
            return null;
        }

        return Labels.GetOrAdd(Make(id, metric, key, now));
    }

    /// <summary>A label for which there is no room: what the configuration says of it is remembered while few others come.</summary>
    public Label FindUnwatched(ulong id, ReadOnlySpan<byte> metric, ReadOnlySpan<byte> key, DateTimeOffset now)
    {
        Interlocked.Increment(ref _countUnwatched);
        ref Label? place = ref _unwatched[(int)id & (Unwatchable - 1)];
        if (Volatile.Read(ref place) is { } label && label.Id == id)
        {
            return label;
        }

        Label made = Make(id, metric, key, now);
        Volatile.Write(ref place, made);
        return made;
    }

    /// <summary>Room for the values of a limit; null when all labels together have taken what there is.</summary>
    public ValueSet? TakeLimit(int values)
    {
        int bytes = ValueSet.BytesOf(values);
        return _limits.TryTake(bytes) ? new ValueSet(values) : null;
    }

    /// <summary>The label's limit is over: what it took is free again.</summary>
    public void ReleaseLimit(Label label)
    {
        if (label.Admitted is { } admitted)
        {
            _limits.Return(admitted.MemoryBytes);
            label.Admitted = null;
        }
    }

    /// <summary>The label is forgotten: all that it took is free again.</summary>
    public void Release(Label label)
    {
        ReleaseLimit(label);
        Places.Return(label.Places?.Taken ?? 0);
        label.Places = null;
    }

    /// <summary>A new window begins.</summary>
    public void BeginEpoch(DateTimeOffset now)
    {
        Frequencies.Clear();
        Volatile.Write(ref _epoch, new Epoch(ValueHash.Compute(BitConverter.GetBytes(_epoch.Salt), Seed), now));
    }

    private Label Make(ulong id, ReadOnlySpan<byte> metric, ReadOnlySpan<byte> key, DateTimeOffset now)
    {
        string metricText = Encoding.UTF8.GetString(metric);
        string keyText = Encoding.UTF8.GetString(key);
        bool isExempt = Options.KeepLabels.Exists(pattern => Matches(pattern, keyText));
        PolicyOptions? policy = Options.Policies.Find(entry => Matches(entry.Metric, metricText) && Matches(entry.Label, keyText));
        byte[] shown = metric[..Math.Min(metric.Length, LongestShownMetric)].ToArray();
        return new Label(id, shown, key.ToArray(), policy, isExempt, Options.Precision, now);
    }

    private static bool Matches(string pattern, string name) => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);
}
