// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp.Fields;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Send.Templates;

/// <summary>Writes a message and remembers the places in it that change. Only used at start, so it takes its time.</summary>
internal sealed class TemplateBuilder : IDisposable
{
    private readonly ProtobufWriter _writer = new();
    private readonly List<Patch> _patches = [];

    public RequestTemplate Build(int items) => new(_writer.WrittenSpan, _patches, items);

    public void Text(int field, string value) => _writer.WriteStringField(field, value);

    public void Varint(int field, ulong value) => _writer.WriteVarintField(field, value);

    public void SInt32(int field, int value) => _writer.WriteSInt32Field(field, value);

    public void Fixed32(int field, uint value) => _writer.WriteFixed32Field(field, value);

    public void Fixed64(int field, ulong value) => _writer.WriteFixed64Field(field, value);

    public void Double(int field, double value) => _writer.WriteDoubleField(field, value);

    /// <summary>An id: a fixed beginning, and the counter at this distance from the request's first.</summary>
    public void Id(int field, ReadOnlySpan<byte> prefix, long distance)
    {
        Span<byte> id = stackalloc byte[prefix.Length + sizeof(long)];
        prefix.CopyTo(id);
        _writer.WriteBytesField(field, id);
        _patches.Add(new Patch(_writer.Length - sizeof(long), PatchKind.Counter, distance));
    }

    /// <summary>A time, so long before the request is made.</summary>
    public void Time(int field, TimeSpan before)
    {
        _writer.WriteFixed64Field(field, 0);
        AddPatch(PatchKind.Time, before.Ticks * TimeSpan.NanosecondsPerTick);
    }

    /// <summary>A number that grows by as much with every request.</summary>
    public void Total(int field, long growth)
    {
        _writer.WriteFixed64Field(field, 0);
        AddPatch(PatchKind.Total, growth);
    }

    /// <summary>The same as a double; the growth is given in thousandths.</summary>
    public void TotalDouble(int field, long growthThousandths)
    {
        _writer.WriteFixed64Field(field, 0);
        AddPatch(PatchKind.TotalDouble, growthThousandths);
    }

    public void PackedTotals(int field, ReadOnlySpan<long> growths)
    {
        using TemplateBuilder inner = new();
        foreach (long growth in growths)
        {
            inner._writer.WriteFixed64(0);
            inner.AddPatch(PatchKind.Total, growth);
        }

        Append(field, inner);
    }

    public void PackedDoubles(int field, ReadOnlySpan<double> values)
    {
        ulong[] bits = new ulong[values.Length];
        for (int i = 0; i < bits.Length; i++)
        {
            bits[i] = BitConverter.DoubleToUInt64Bits(values[i]);
        }

        PackedFixed64(field, bits);
    }

    public void PackedFixed64(int field, ReadOnlySpan<ulong> values)
    {
        using ProtobufWriter packed = new();
        foreach (ulong value in values)
        {
            packed.WriteFixed64(value);
        }

        _writer.WriteBytesField(field, packed.WrittenSpan);
    }

    public void PackedVarints(int field, ReadOnlySpan<ulong> values)
    {
        using ProtobufWriter packed = new();
        foreach (ulong value in values)
        {
            packed.WriteVarint(value);
        }

        _writer.WriteBytesField(field, packed.WrittenSpan);
    }

    public void Message(int field, Action<TemplateBuilder> fill)
    {
        using TemplateBuilder inner = new();
        fill(inner);
        Append(field, inner);
    }

    public void Attribute(int field, string key, string value) =>
        Attribute(field, key, any => any.Text(CommonFields.AnyValue.StringValue, value));

    public void Attribute(int field, string key, long value) =>
        Attribute(field, key, any => any.Varint(CommonFields.AnyValue.IntValue, (ulong)value));

    /// <summary>A text that ends in the counter, in hexadecimal.</summary>
    public void CounterAttribute(int field, string key, string prefix, long distance) =>
        Attribute(field, key, any =>
        {
            const int Digits = 16;
            any.Text(CommonFields.AnyValue.StringValue, prefix + new string('0', Digits));
            any._patches.Add(new Patch(any._writer.Length - Digits, PatchKind.CounterText, distance));
        });

    public void Dispose() => _writer.Dispose();

    private void Attribute(int field, string key, Action<TemplateBuilder> value) =>
        Message(field, pair =>
        {
            pair.Text(CommonFields.KeyValue.Key, key);
            pair.Message(CommonFields.KeyValue.Value, value);
        });

    /// <summary>For the eight bytes just written.</summary>
    private void AddPatch(PatchKind kind, long argument) =>
        _patches.Add(new Patch(_writer.Length - sizeof(ulong), kind, argument));

    private void Append(int field, TemplateBuilder inner)
    {
        _writer.WriteBytesField(field, inner._writer.WrittenSpan);
        int start = _writer.Length - inner._writer.Length;
        foreach (Patch patch in inner._patches)
        {
            _patches.Add(patch with { Offset = start + patch.Offset });
        }
    }
}
