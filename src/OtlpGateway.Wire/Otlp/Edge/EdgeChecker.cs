// SPDX-License-Identifier: Apache-2.0

using System.Runtime.CompilerServices;
using OtlpGateway.Wire.Otlp.Fields;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Otlp.Edge;

/// <summary>
/// Walks one request and tallies what it finds. Every <c>Check…</c> method looks at the message in [at, end) and returns
/// false when it is malformed; the fault is then recorded and the walk is over.
/// </summary>
/// <remarks>
/// The schema is finite but for values, whose nesting <see cref="EdgeLimits.MaxValueDepth"/> bounds, so recursion is
/// shallow whatever the input. Positions are absolute, so nothing is sliced on the way down.
/// </remarks>
internal ref partial struct EdgeChecker
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly EdgeLimits _limits;
    private WireFault _fault;
    private int _faultOffset;
    private string _faultMessage = "";
    private ItemTally _tally;
    private int _invalidUtf8;
    private int _stringIndexes;
    private int _ignoredIds;
    private int _negativeIncrements;
    private int _supersededData;

    internal EdgeChecker(ReadOnlySpan<byte> request, in EdgeLimits limits)
    {
        _bytes = request;
        _limits = limits;
    }

    internal EdgeResult CheckRequest(Signal signal)
    {
        bool wellFormed = signal == Signal.Profiles ? CheckProfiles() : CheckResources(signal);
        if (!wellFormed)
        {
            return new EdgeResult { Signal = signal, Fault = _fault, FaultOffset = _faultOffset, FaultMessage = _faultMessage };
        }

        return new EdgeResult
        {
            Signal = signal,
            FaultMessage = "",
            ItemCount = _tally.Items,
            RejectedItems = _tally.Rejected,
            FirstItemFault = _tally.FirstFault,
            SubjectStart = _tally.SubjectStart,
            SubjectLength = _tally.SubjectLength,
            Warnings = new EdgeWarnings(_invalidUtf8, _stringIndexes, _ignoredIds, _negativeIncrements, _supersededData),
        };
    }

    private bool CheckResources(Signal signal)
    {
        ReadOnlySpan<byte> bytes = _bytes;
        int end = bytes.Length;
        for (int at = 0; at < end;)
        {
            int start = at;
            if (!EdgeScan.Tag(bytes, ref at, end, out uint tag))
            {
                return Malformed(start, end, OtlpEdge.RequestName(signal));
            }

            if (tag >> 3 != TraceServiceFields.ExportTraceServiceRequest.ResourceSpans)
            {
                at = SkipUnknown(start, end, OtlpEdge.RequestName(signal));
                if (at < 0)
                {
                    return false;
                }

                continue;
            }

            if (!EdgeScan.Length(bytes, tag, ref at, end, out int length))
            {
                return Malformed(start, end, OtlpEdge.RequestName(signal));
            }

            if (!CheckResourceItems(signal, at, at + length))
            {
                return false;
            }

            at += length;
        }

        return true;
    }

    /// <summary>ResourceSpans, ResourceMetrics or ResourceLogs: the three have the same fields.</summary>
    private bool CheckResourceItems(Signal signal, int at, int end)
    {
        const string Message = "the resource's items";
        ReadOnlySpan<byte> bytes = _bytes;
        bool hasScopes = false;
        ItemTally legacy = default;
        while (at < end)
        {
            int start = at;
            if (!EdgeScan.Tag(bytes, ref at, end, out uint tag))
            {
                return Malformed(start, end, Message);
            }

            uint field = tag >> 3;
            if (field is not (>= TraceFields.ResourceSpans.Resource and <= TraceFields.ResourceSpans.SchemaUrl or TraceFields.ResourceSpans.Legacy))
            {
                at = SkipUnknown(start, end, Message);
                if (at < 0)
                {
                    return false;
                }

                continue;
            }

            if (!EdgeScan.Length(bytes, tag, ref at, end, out int length))
            {
                return Malformed(start, end, Message);
            }

            bool wellFormed = true;
            switch (field)
            {
                case TraceFields.ResourceSpans.Resource:
                    wellFormed = CheckResource(at, at + length);
                    break;
                case TraceFields.ResourceSpans.ScopeSpans:
                    hasScopes = true;
                    wellFormed = CheckScopeItems(signal, at, at + length);
                    break;
                case TraceFields.ResourceSpans.SchemaUrl:
                    CheckText(at, length);
                    break;
                default:
                    wellFormed = CheckLegacyScopeItems(signal, at, at + length, ref legacy);
                    break;
            }

            if (!wellFormed)
            {
                return false;
            }

            at += length;
        }

        if (!hasScopes)
        {
            _tally.Add(legacy);
        }

        return true;
    }

    /// <summary>Field 1000 counts only where its successor is absent, which is not known before the message's end.</summary>
    private bool CheckLegacyScopeItems(Signal signal, int at, int end, ref ItemTally legacy)
    {
        ItemTally before = _tally;
        _tally = legacy;
        bool wellFormed = CheckScopeItems(signal, at, end);
        legacy = _tally;
        _tally = before;
        return wellFormed;
    }

    /// <summary>ScopeSpans, ScopeMetrics or ScopeLogs: the three have the same fields.</summary>
    private bool CheckScopeItems(Signal signal, int at, int end)
    {
        const string Message = "the scope's items";
        ReadOnlySpan<byte> bytes = _bytes;
        while (at < end)
        {
            int start = at;
            if (!EdgeScan.Tag(bytes, ref at, end, out uint tag))
            {
                return Malformed(start, end, Message);
            }

            uint field = tag >> 3;
            if (field is not (>= TraceFields.ScopeSpans.Scope and <= TraceFields.ScopeSpans.SchemaUrl))
            {
                at = SkipUnknown(start, end, Message);
                if (at < 0)
                {
                    return false;
                }

                continue;
            }

            if (!EdgeScan.Length(bytes, tag, ref at, end, out int length))
            {
                return Malformed(start, end, Message);
            }

            bool wellFormed = true;
            switch (field)
            {
                case TraceFields.ScopeSpans.Spans:
                    wellFormed = CheckItem(signal, at, at + length);
                    break;
                case TraceFields.ScopeSpans.Scope:
                    wellFormed = CheckScope(at, at + length);
                    break;
                default:
                    CheckText(at, length);
                    break;
            }

            if (!wellFormed)
            {
                return false;
            }

            at += length;
        }

        return true;
    }

    /// <summary>One span, log record or metric; a metric holds any number of items.</summary>
    private bool CheckItem(Signal signal, int at, int end) => signal switch
    {
        Signal.Traces => CheckSpan(at, end),
        Signal.Logs => CheckLogRecord(at, end),
        _ => CheckMetric(at, end),
    };

    /// <summary>A profile request is opaque: only its own fields are looked at.</summary>
    private bool CheckProfiles()
    {
        const string Message = "ExportProfilesServiceRequest";
        var reader = new ProtobufReader(_bytes);
        while (reader.Read())
        {
            if (reader.Field is ProfilesServiceFields.ExportProfilesServiceRequest.ResourceProfiles
                or ProfilesServiceFields.ExportProfilesServiceRequest.Dictionary && reader.Type != WireType.Length)
            {
                return Fail(WireFault.WireTypeMismatch, reader.FieldStart, Message);
            }
        }

        _tally.Items = _bytes.IsEmpty ? 0 : 1;
        return reader.Fault == WireFault.None || Fail(reader.Fault, reader.FieldStart, Message);
    }

    /// <summary>Counts text that is not UTF-8. Always true: it is let through.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool CheckText(int at, int length)
    {
        if (_limits.CountsInvalidText && !EdgeScan.IsUtf8(_bytes, at, length))
        {
            _invalidUtf8++;
        }

        return true;
    }

    /// <summary>Where the field that starts at <paramref name="start"/>, unknown to the schema, ends; or -1.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int SkipUnknown(int start, int end, string message)
    {
        var reader = new ProtobufReader(_bytes[start..end]);
        if (reader.Read())
        {
            return start + reader.Position;
        }

        Fail(reader.Fault, start, message);
        return -1;
    }

    /// <summary>A step over the field at <paramref name="start"/> failed: finds out why. Always false.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool Malformed(int start, int end, string message)
    {
        var reader = new ProtobufReader(_bytes[start..end]);
        return Fail(reader.Read() ? WireFault.WireTypeMismatch : reader.Fault, start, message);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool Fail(WireFault fault, int offset, string message)
    {
        _fault = fault;
        _faultOffset = offset;
        _faultMessage = message;
        return false;
    }
}
