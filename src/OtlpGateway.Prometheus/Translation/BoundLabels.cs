// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Prometheus.Labels;
using OtlpGateway.Prometheus.Naming;
using OtlpGateway.Wire.Otlp.Cursors;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Prometheus.Translation;

/// <summary>
/// The <c>le</c> labels of a histogram's bounds. Points in a row mostly have the same bounds, whose labels are then there
/// already. Not thread-safe.
/// </summary>
internal sealed class BoundLabels : IDisposable
{
    private static readonly byte[] InfiniteLabel = LabelWriter.Make(LabelNames.Bound, "+Inf"u8);

    private readonly List<double> _bounds = [];
    private readonly List<int> _ends = [];
    private readonly ProtobufWriter _labels = new(1024);

    /// <summary>Upper bounds, increasing and finite; the last bucket's is not among them.</summary>
    public List<double> Bounds => _bounds;

    /// <summary>How many bounds the point has, an infinite one included.</summary>
    public int Given { get; private set; }

    /// <summary>The label of the last bucket.</summary>
    public static ReadOnlySpan<byte> Infinite => InfiniteLabel;

    /// <summary>False when the bounds do not increase. An infinite one at the end is left out: it bounds nothing.</summary>
    public bool TryRead(DoubleSequence bounds)
    {
        int same = 0;
        int count = 0;
        double last = double.NegativeInfinity;
        Given = 0;
        foreach (double bound in bounds)
        {
            Given++;
            if (double.IsPositiveInfinity(bound) && !double.IsPositiveInfinity(last))
            {
                last = bound;
                continue;
            }

            if (!(bound > last))
            {
                return Fail();
            }

            last = bound;
            if (same == count && count < _bounds.Count && _bounds[count].Equals(bound))
            {
                same++;
            }
            else
            {
                Truncate(count);
                Add(bound);
                same = -1;
            }

            count++;
        }

        Truncate(count);
        return true;
    }

    /// <summary>The label of a bound, by its place.</summary>
    public ReadOnlySpan<byte> Label(int index) => _labels.WrittenSpan[(index == 0 ? 0 : _ends[index - 1]).._ends[index]];

    public void Dispose() => _labels.Dispose();

    private bool Fail()
    {
        Truncate(0);
        return false;
    }

    private void Truncate(int count)
    {
        if (count < _bounds.Count)
        {
            _bounds.RemoveRange(count, _bounds.Count - count);
            _ends.RemoveRange(count, _ends.Count - count);
            _labels.Truncate(count == 0 ? 0 : _ends[count - 1]);
        }
    }

    private void Add(double bound)
    {
        Span<byte> text = stackalloc byte[PlainDecimal.Room];
        int length = PlainDecimal.Write(bound, text);
        LabelWriter.Write(_labels, LabelNames.Bound, text[..length]);
        _bounds.Add(bound);
        _ends.Add(_labels.Length);
    }
}
