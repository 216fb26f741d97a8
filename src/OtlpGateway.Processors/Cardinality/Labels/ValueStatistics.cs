// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Processors.Cardinality.Shapes;
using OtlpGateway.Sketches;

namespace OtlpGateway.Processors.Cardinality.Labels;

/// <summary>What one label's values were like in one window. One thread at a time.</summary>
internal sealed class ValueStatistics
{
    public const int Shapes = (int)ValueShape.Statement + 1;

    /// <summary>Values of which the first ones, and then one in sixteen, are looked at byte by byte.</summary>
    private const int FirstSamples = 16;

    private const long LeastFresh = 8;

    private readonly uint[] _shapes = new uint[Shapes];
    private double _entropy;
    private long _length;

    /// <summary>Values, of a sample of all, that came.</summary>
    public long Fresh { get; private set; }

    /// <summary>Those of them that came more than once.</summary>
    public long Repeated { get; private set; }

    /// <summary>How many values were looked at for their entropy.</summary>
    public int Samples { get; private set; }

    /// <summary>True when the first values were looked at.</summary>
    public bool HasFirst => Samples >= FirstSamples;

    /// <summary>Share of values that came once, between 0 and 1; null where too few came to say.</summary>
    public double? UniqueShare => Fresh < LeastFresh ? null : Math.Clamp(1 - ((double)Repeated / Fresh), 0, 1);

    /// <summary>Mean bits per byte.</summary>
    public double Entropy => Samples == 0 ? 0 : _entropy / Samples;

    /// <summary>Mean bytes.</summary>
    public double Length => Samples == 0 ? 0 : (double)_length / Samples;

    /// <summary>New values of a shape.</summary>
    public uint Of(ValueShape shape) => _shapes[(int)shape];

    /// <param name="times">How often the value came by now.</param>
    public void CountValue(uint times)
    {
        Fresh += times == 1 ? 1 : 0;
        Repeated += times == 2 ? 1 : 0;
    }

    public void CountShape(ValueShape shape, int values = 1) => _shapes[(int)shape] += (uint)values;

    /// <summary>True for values that are looked at when the first ones were.</summary>
    public static bool IsSampled(ulong hash)
    {
        const int Rest = 16;
        return (hash >> 32) % Rest == 0;
    }

    public void Sample(ReadOnlySpan<byte> value, ulong hash)
    {
        if (!value.IsEmpty && (!HasFirst || IsSampled(hash)))
        {
            Samples++;
            _entropy += ShannonEntropy.BitsPerByte(value);
            _length += value.Length;
        }
    }

    public void Clear()
    {
        Array.Clear(_shapes);
        _entropy = 0;
        _length = 0;
        Samples = 0;
        Fresh = 0;
        Repeated = 0;
    }
}
