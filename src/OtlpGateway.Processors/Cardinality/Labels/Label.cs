// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using OtlpGateway.Processors.Cardinality.Decisions;
using OtlpGateway.Processors.Cardinality.Templates;
using OtlpGateway.Sketches;
using OtlpGateway.Wire.Otlp.Cursors;

namespace OtlpGateway.Processors.Cardinality.Labels;

/// <summary>
/// What is known of one label of one metric. What says so is read by all threads; everything else belongs to who holds
/// the <see cref="Gate"/>.
/// </summary>
internal sealed class Label(ulong id, byte[] metric, byte[] key, PolicyOptions? policy, bool isExempt, int precision, DateTimeOffset now)
{
    private LabelDecision _decision = LabelDecision.None;
    private ulong _salt;
    private long _observed;
    private bool _hasSamples;

    public Lock Gate { get; } = new();

    /// <summary>The hash of metric and key, and the seed of its values' hashes. Read by all threads.</summary>
    public ulong Id => id;

    /// <summary>In UTF-8, complete. Read by all threads.</summary>
    public ReadOnlySpan<byte> Key => key;

    public string KeyText => Encoding.UTF8.GetString(key);

    public string MetricText => Encoding.UTF8.GetString(metric);

    /// <summary>The explicit decision, if there is one. Read by all threads.</summary>
    public PolicyOptions? Policy => policy;

    /// <summary>True when automatic decisions leave it alone. Read by all threads.</summary>
    public bool IsExempt => isExempt;

    /// <summary>Changes with everything that the verdict about a value depends on. Read by all threads.</summary>
    public ulong Salt => Volatile.Read(ref _salt);

    /// <summary>Read by all threads.</summary>
    public LabelDecision Decision => Volatile.Read(ref _decision);

    /// <summary>
    /// True when enough values were looked at in this window: of a new one nothing is noted but that it came, unless it is
    /// <see cref="ValueStatistics.IsSampled"/>. Read by all threads.
    /// </summary>
    public bool HasSamples
    {
        get => Volatile.Read(ref _hasSamples);
        set => Volatile.Write(ref _hasSamples, value);
    }

    /// <summary>True when <see cref="Left"/> is told from <see cref="Seen"/>. Read by all threads.</summary>
    public bool HasLeft => Left is not null;

    public DateTimeOffset FirstSeen => now;

    /// <summary>Values as they came.</summary>
    public WindowedDistinct Seen { get; } = new(precision);

    /// <summary>Values that shapes and templates left; null while nothing was changed, and they are the same.</summary>
    public WindowedDistinct? Left { get; private set; }

    public ValueStatistics Statistics { get; } = new();

    public LearnedPlaces? Places { get; set; }

    /// <summary>The values that keep their place under a limit.</summary>
    public ValueSet? Admitted { get; set; }

    /// <summary>Some values, masked.</summary>
    public List<string> Examples { get; } = [];

    /// <summary>New values, of which now and then one looks at how many there are.</summary>
    public uint Growth { get; set; }

    /// <summary>What was decided before a decision that no line in the log has told of; null when all were told.</summary>
    public LabelDecision? Unsaid { get; set; }

    /// <summary>How often a statistical decision was taken back.</summary>
    public int Returns { get; set; }

    /// <summary>Windows that ended since the decision, or since the label came.</summary>
    public int WindowsSince { get; private set; }

    /// <summary>Windows that ended since it came last.</summary>
    public int IdleWindows { get; private set; }

    /// <summary>How often it came in this window.</summary>
    public long Observed => Interlocked.Read(ref _observed);

    /// <summary>By all threads.</summary>
    public void CountObserved(long count) => Interlocked.Add(ref _observed, count);

    /// <summary>By all threads. Values of different types are different values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong HashOf(in ValueCursor value) =>
        value.Kind == ValueKind.String ? ValueHash.Compute(value.Bytes, id + (ulong)ValueKind.String) : HashOfOther(value);

    /// <summary>Distinct values that pass, or would without a statistical decision.</summary>
    public double DistinctLeft() => (Left ?? Seen).Estimate();

    /// <summary>From now on what is left differs from what was seen.</summary>
    public void BeginLeft()
    {
        if (Left is null)
        {
            Left = new WindowedDistinct(precision);
            Left.MergeFrom(Seen);
        }
    }

    public void Decide(LabelDecision decision)
    {
        Volatile.Write(ref _decision, decision);
        WindowsSince = 0;
        ForgetVerdicts();
    }

    /// <summary>Values that are remembered with their verdict are asked anew.</summary>
    public void ForgetVerdicts()
    {
        const ulong Spread = 0x9E3779B97F4A7C15;
        Volatile.Write(ref _salt, _salt + Spread);
    }

    /// <summary>A window ended.</summary>
    public void Rotate()
    {
        Seen.Rotate();
        Left?.Rotate();
        Statistics.Clear();
        HasSamples = false;
        WindowsSince++;
        IdleWindows = Interlocked.Exchange(ref _observed, 0) == 0 ? IdleWindows + 1 : 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ulong HashOfOther(in ValueCursor value)
    {
        ulong seed = id + (ulong)value.Kind;
        if (value.Kind is not (ValueKind.Int or ValueKind.Double or ValueKind.Bool))
        {
            return ValueHash.Compute(value.Bytes, seed);
        }

        Span<byte> scalar = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(scalar, value.Int);
        return ValueHash.Compute(scalar, seed);
    }
}
