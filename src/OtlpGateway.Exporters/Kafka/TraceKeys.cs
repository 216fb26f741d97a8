// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Text;
using OtlpGateway.Wire.Otlp.Cursors;

namespace OtlpGateway.Exporters.Kafka;

/// <summary>The key is the item's trace id, in lower-case hexadecimal; without a trace there is none.</summary>
internal abstract class TraceKeys : IRecordKeyRule
{
    private const int IdSize = 16;

    public void EnterResource(ReadOnlySpan<byte> resourceItems, string topic)
    {
        // A trace is one record, whatever services it passed.
    }

    public void EnterMetric(ReadOnlySpan<byte> metric)
    {
        // Metrics have no trace.
    }

    public abstract UInt128? KeyOf(ReadOnlySpan<byte> item);

    public byte[]? Format(UInt128 key)
    {
        Span<byte> id = stackalloc byte[IdSize];
        BinaryPrimitives.WriteUInt128BigEndian(id, key);
        return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(id));
    }

    protected static UInt128? KeyFrom(ReadOnlySpan<byte> traceId) =>
        traceId.Length == IdSize && BinaryPrimitives.ReadUInt128BigEndian(traceId) is var key && key != UInt128.Zero ? key : null;
}

/// <summary>Keys of spans.</summary>
internal sealed class SpanTraceKeys : TraceKeys
{
    public override UInt128? KeyOf(ReadOnlySpan<byte> item) => KeyFrom(SpanCursor.Read(item).TraceId);
}

/// <summary>Keys of log records.</summary>
internal sealed class LogTraceKeys : TraceKeys
{
    public override UInt128? KeyOf(ReadOnlySpan<byte> item) => KeyFrom(LogRecordCursor.Read(item).TraceId);
}
