// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Processors.Redaction.Keys;
using OtlpGateway.Processors.Redaction.Sanitizers;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Otlp.Cursors;
using OtlpGateway.Wire.Otlp.Rewriting;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Processors.Redaction.Rewriting;

/// <summary>What the sanitizers need to know of a span, log record or data point: its database, its kind, whether it is HTTP.</summary>
internal sealed class ItemContext(RedactionPlan plan)
{
    private const ulong Internal = 1;
    private const ulong Server = 2;
    private const ulong Client = 3;

    private MetricKind _metric;
    private ulong _kind;
    private SanitizerSet _database;
    private bool _isHttp;

    public void EnterMetric(ReadOnlySpan<byte> metric) => _metric = MetricCursor.Read(metric).Kind;

    public void Enter(AttributeOwner item, ReadOnlySpan<byte> message)
    {
        _database = SanitizerSet.None;
        _isHttp = false;
        bool isNamed = false;
        foreach (KeyCursor attribute in OwnerAttributes.Of(item, _metric, message))
        {
            ReadOnlySpan<byte> key = attribute.Key;
            bool isName = key.SequenceEqual("db.system.name"u8);
            if (isName || (!isNamed && key.SequenceEqual("db.system"u8)))
            {
                ValueCursor value = attribute.Value;
                isNamed |= isName && value.Kind == ValueKind.String;
                _database = value.Kind == ValueKind.String ? DatabaseSystems.Find(value.Bytes) : _database;
            }

            _isHttp |= key.StartsWith("http."u8) || key.SequenceEqual("url.full"u8);
        }

        _kind = item == AttributeOwner.Span ? KindOf(message) : 0;
    }

    /// <summary>Which of the sanitizers that list an attribute's key apply to it.</summary>
    /// <param name="verdict">What its key says.</param>
    /// <param name="isOfItem">False for what belongs to no item, or to a part of one: it names no database.</param>
    public SanitizerSet Of(KeyVerdict verdict, bool isOfItem)
    {
        SanitizerSet listed = KeyRules.SanitizersOf(verdict);
        SanitizerSet database = isOfItem ? _database : SanitizerSet.None;
        return database != SanitizerSet.None ? listed & (database | SanitizerSet.Url) : plan.FallsBack ? listed : listed & SanitizerSet.Url;
    }

    /// <summary>The sanitizer for a span's name: that of addresses where it leaves something, else that of its database.</summary>
    public SanitizerSet OfName(ReadOnlySpan<byte> name, ProtobufWriter scratch)
    {
        if (plan.SanitizesUrlNames && _kind is Server or Client && (_isHttp || name.Contains((byte)'/')))
        {
            scratch.Clear();
            if (Sanitizer.TrySanitize(SanitizerSet.Url, name, scratch) && scratch.WrittenSpan.IndexOfAnyExcept("*/"u8) >= 0)
            {
                return SanitizerSet.Url;
            }
        }

        return _kind is Internal or Server or Client ? plan.DatabaseNames & _database : SanitizerSet.None;
    }

    private static ulong KindOf(ReadOnlySpan<byte> span)
    {
        ulong kind = 0;
        var reader = new ProtobufReader(span);
        while (reader.Read())
        {
            kind = reader.Field == Wire.Otlp.Fields.TraceFields.Span.Kind && reader.Type == WireType.Varint ? reader.Scalar : kind;
        }

        return kind;
    }
}
