// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp.Fields;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Otlp.Cursors;

/// <summary>InstrumentationScope: all occurrences in one envelope, merged.</summary>
public readonly ref struct ScopeCursor
{
    private readonly ReadOnlySpan<byte> _occurrences;

    /// <param name="occurrences">The part of the envelope that holds the scope fields, tags included.</param>
    internal ScopeCursor(ReadOnlySpan<byte> occurrences)
    {
        _occurrences = occurrences;
        var scopes = new MessageEnumerator(occurrences, TraceFields.ScopeSpans.Scope);
        while (scopes.MoveNext())
        {
            var reader = new ProtobufReader(scopes.Current);
            while (reader.Read())
            {
                switch (reader.Field)
                {
                    case CommonFields.InstrumentationScope.Name:
                        Name = reader.Bytes;
                        break;
                    case CommonFields.InstrumentationScope.Version:
                        Version = reader.Bytes;
                        break;
                    case CommonFields.InstrumentationScope.DroppedAttributesCount:
                        DroppedAttributesCount = reader.UInt32;
                        break;
                    default:
                        break;
                }
            }
        }
    }

    /// <summary>In UTF-8; empty when unknown.</summary>
    public ReadOnlySpan<byte> Name { get; }

    /// <summary>In UTF-8; empty when unknown.</summary>
    public ReadOnlySpan<byte> Version { get; }

    public uint DroppedAttributesCount { get; }

    public CursorSequence<KeyValueCursor> Attributes =>
        new(_occurrences, TraceFields.ScopeSpans.Scope, CommonFields.InstrumentationScope.Attributes);
}
