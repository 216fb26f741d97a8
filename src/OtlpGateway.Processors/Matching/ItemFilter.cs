// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Otlp.Cursors;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Processors.Matching;

/// <summary>A match section, compiled. An item matches when its resource, its scope and itself do.</summary>
internal sealed class ItemFilter(MatchOptions options)
{
    private readonly TextFilter? _services = TextFilter.Create(options.Services, options.MatchType);
    private readonly AttributeFilter[] _resources = [.. options.Resources.Select(match => new AttributeFilter(match, options.MatchType))];
    private readonly (TextFilter Name, TextFilter? Version)[] _libraries = [.. options.Libraries.Select(library => Library(library, options.MatchType))];
    private readonly AttributeFilter[] _attributes = [.. options.Attributes.Select(match => new AttributeFilter(match, options.MatchType))];
    private readonly TextFilter? _spanNames = TextFilter.Create(options.SpanNames, options.MatchType);
    private readonly TextFilter? _spanKinds = TextFilter.Create(options.SpanKinds, options.MatchType);
    private readonly TextFilter? _logBodies = TextFilter.Create(options.LogBodies, options.MatchType);
    private readonly TextFilter? _severityTexts = TextFilter.Create(options.LogSeverityTexts, options.MatchType);
    private readonly SeverityMatchOptions? _severity = options.LogSeverityNumber;
    private readonly TextFilter? _metricNames = TextFilter.Create(options.MetricNames, options.MatchType);

    private static ReadOnlySpan<byte> ServiceName => "service.name"u8;

    private static ReadOnlySpan<byte> NoServiceName => "<nil-service-name>"u8;

    public bool MatchesResource(Signal signal, ReadOnlySpan<byte> resourceItems, ProtobufWriter scratch)
    {
        ResourceItemsCursor items = ResourceItemsCursor.Read(resourceItems);
        return (_services is null || signal != Signal.Traces || MatchesService(items.Resource.Attributes, scratch))
            && AllMatch(_resources, items.Resource.Attributes, scratch);
    }

    public bool MatchesScope(Signal signal, ReadOnlySpan<byte> scopeItems)
    {
        if (_libraries.Length == 0 || signal == Signal.Metrics)
        {
            return true;
        }

        ScopeCursor scope = ScopeItemsCursor.Read(scopeItems).Scope;
        foreach ((TextFilter name, TextFilter? version) in _libraries)
        {
            if (!name.Matches(scope.Name) || version?.Matches(scope.Version) == false)
            {
                return false;
            }
        }

        return true;
    }

    public bool MatchesMetric(ReadOnlySpan<byte> metric) =>
        _metricNames is null || _metricNames.Matches(MetricCursor.Read(metric).Name);

    public bool MatchesSpan(ReadOnlySpan<byte> message, ProtobufWriter scratch)
    {
        if (_spanNames is null && _spanKinds is null && _attributes.Length == 0)
        {
            return true;
        }

        SpanCursor span = SpanCursor.Read(message);
        return (_spanNames is null || _spanNames.Matches(span.Name))
            && (_spanKinds is null || _spanKinds.Matches(SpanKindNames.Of(span.Kind)))
            && AllMatch(_attributes, span.Attributes, scratch);
    }

    public bool MatchesLogRecord(ReadOnlySpan<byte> message, ProtobufWriter scratch)
    {
        LogRecordCursor record = LogRecordCursor.Read(message);
        return MatchesBody(record.Body, scratch)
            && (_severityTexts is null || _severityTexts.Matches(record.SeverityText))
            && MatchesSeverity(record.SeverityNumber)
            && AllMatch(_attributes, record.Attributes, scratch);
    }

    private static (TextFilter Name, TextFilter? Version) Library(LibraryMatchOptions library, MatchType type) =>
        (TextFilter.Create([library.Name], type)!, library.Version is null ? null : TextFilter.Create([library.Version], type));

    private static bool AllMatch(AttributeFilter[] filters, CursorSequence<KeyValueCursor> attributes, ProtobufWriter scratch)
    {
        foreach (AttributeFilter filter in filters)
        {
            if (!filter.Matches(attributes, scratch))
            {
                return false;
            }
        }

        return true;
    }

    private bool MatchesService(CursorSequence<KeyValueCursor> resource, ProtobufWriter scratch)
    {
        foreach (KeyValueCursor attribute in resource)
        {
            if (attribute.Key.SequenceEqual(ServiceName))
            {
                scratch.Clear();
                ValueText.Write(attribute.Value, scratch);
                return _services!.Matches(scratch.WrittenSpan);
            }
        }

        return _services!.Matches(NoServiceName);
    }

    private bool MatchesBody(in ValueCursor body, ProtobufWriter scratch)
    {
        if (_logBodies is null)
        {
            return true;
        }

        scratch.Clear();
        ValueText.Write(body, scratch);
        return _logBodies.Matches(scratch.WrittenSpan);
    }

    private bool MatchesSeverity(int number) =>
        _severity is null || (number == 0 ? _severity.MatchUndefined : number >= _severity.Min);
}
