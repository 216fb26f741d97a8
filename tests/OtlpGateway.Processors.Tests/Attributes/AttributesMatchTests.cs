// SPDX-License-Identifier: Apache-2.0

using OpenTelemetry.Proto.Collector.Logs.V1;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Logs.V1;
using OpenTelemetry.Proto.Metrics.V1;
using OpenTelemetry.Proto.Trace.V1;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Processors.Attributes;
using OtlpGateway.Wire.Otlp;
using Xunit;
using ResourceMessage = OpenTelemetry.Proto.Resource.V1.Resource;

namespace OtlpGateway.Processors.Tests.Attributes;

/// <summary>Which items include and exclude let through: those that get the mark.</summary>
public sealed class AttributesMatchTests
{
    [Theory]
    [InlineData("include: {match_type: strict, services: [shop, auth]}", true)]
    [InlineData("include: {match_type: strict, services: [sho]}", false)]
    [InlineData("include: {match_type: regexp, services: ['^sh']}", true)]
    [InlineData("include: {match_type: strict, span_names: [GET /]}", true)]
    [InlineData("include: {match_type: regexp, span_names: ['^GET /$', nothing]}", true)]
    [InlineData("include: {match_type: strict, span_kinds: [SPAN_KIND_SERVER]}", true)]
    [InlineData("include: {match_type: strict, span_kinds: [SPAN_KIND_CLIENT]}", false)]
    [InlineData("include: {match_type: regexp, span_kinds: ['SERVER|CLIENT']}", true)]
    [InlineData("include: {match_type: strict, attributes: [{key: code, value: 200}]}", true)]
    [InlineData("include: {match_type: strict, attributes: [{key: code, value: '200'}]}", false)]
    [InlineData("include: {match_type: strict, attributes: [{key: code, value: 200.0}]}", false)]
    [InlineData("include: {match_type: strict, attributes: [{key: code}]}", true)]
    [InlineData("include: {match_type: strict, attributes: [{key: code}, {key: absent}]}", false)]
    [InlineData("include: {match_type: regexp, attributes: [{key: code, value: '^2..$'}]}", true)]
    [InlineData("include: {match_type: strict, resources: [{key: host, value: h1}]}", true)]
    [InlineData("include: {match_type: regexp, resources: [{key: host, value: h2}]}", false)]
    [InlineData("include: {match_type: strict, libraries: [{name: lib}]}", true)]
    [InlineData("include: {match_type: strict, libraries: [{name: lib, version: '1.2'}]}", true)]
    [InlineData("include: {match_type: strict, libraries: [{name: lib, version: ''}]}", false)]
    [InlineData("include: {match_type: regexp, libraries: [{name: l.b, version: '1'}]}", true)]
    [InlineData("exclude: {match_type: strict, services: [shop]}", false)]
    [InlineData("exclude: {match_type: strict, services: [shop], span_names: [other]}", true)]
    [InlineData("exclude: {match_type: strict, services: [other], span_names: [GET /]}", true)]
    [InlineData("{include: {match_type: strict, services: [shop]}, exclude: {match_type: strict, span_names: [GET /]}}", false)]
    [InlineData("{include: {match_type: strict, services: [shop]}, exclude: {match_type: strict, libraries: [{name: no}]}}", true)]
    public void Process_Span_IsMarkedWhenItMatches(string match, bool isMarked)
    {
        var request = new ExportTraceServiceRequest
        {
            ResourceSpans =
            {
                new ResourceSpans
                {
                    Resource = Shop,
                    ScopeSpans =
                    {
                        new ScopeSpans
                        {
                            Scope = new InstrumentationScope { Name = "lib", Version = "1.2" },
                            Spans = { new Span { Name = "GET /", Kind = Span.Types.SpanKind.Server, Attributes = { Number("code", 200) } } },
                        },
                    },
                },
            },
        };

        Span span = AttributesRun.Process(Marking(match), request).ResourceSpans[0].ScopeSpans[0].Spans[0];
        Assert.Equal(isMarked ? 2 : 1, span.Attributes.Count);
    }

    [Theory]
    [InlineData("include: {match_type: strict, services: ['<nil-service-name>']}", true)]
    [InlineData("include: {match_type: regexp, services: ['.']}", true)]
    [InlineData("include: {match_type: strict, services: ['']}", false)]
    public void Process_SpanWithoutService_HasTheCollectorsName(string match, bool isMarked)
    {
        var request = new ExportTraceServiceRequest { ResourceSpans = { new ResourceSpans { ScopeSpans = { new ScopeSpans { Spans = { new Span { Name = "n" } } } } } } };

        Assert.Equal(isMarked ? 1 : 0, AttributesRun.Process(Marking(match), request).ResourceSpans[0].ScopeSpans[0].Spans[0].Attributes.Count);
    }

    [Theory]
    [InlineData("include: {match_type: strict, log_bodies: [oh no]}", true)]
    [InlineData("include: {match_type: regexp, log_bodies: ['^no']}", false)]
    [InlineData("include: {match_type: strict, log_severity_texts: [WARN, ERROR]}", true)]
    [InlineData("include: {match_type: strict, log_severity_number: {min: 13}}", true)]
    [InlineData("include: {match_type: strict, log_severity_number: {min: 14}}", false)]
    [InlineData("include: {match_type: strict, resources: [{key: host}]}", true)]
    [InlineData("exclude: {match_type: strict, log_bodies: [oh no], attributes: [{key: a}]}", true)]
    public void Process_LogRecord_IsMarkedWhenItMatches(string match, bool isMarked)
    {
        LogRecord record = new() { Body = new AnyValue { StringValue = "oh no" }, SeverityText = "WARN", SeverityNumber = SeverityNumber.Warn };
        Assert.Equal(isMarked ? 1 : 0, Process(match, record).Attributes.Count);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public void Process_LogRecordWithoutSeverity_MatchesWhenConfigured(bool undefined, int marks)
    {
        string match = $"include: {{match_type: strict, log_severity_number: {{min: 1, match_undefined: {(undefined ? "true" : "false")}}}}}";
        Assert.Equal(marks, Process(match, new LogRecord { Body = new AnyValue { IntValue = 5 } }).Attributes.Count);
    }

    [Theory]
    [InlineData("include: {match_type: strict, metric_names: [orders]}", true)]
    [InlineData("include: {match_type: regexp, metric_names: ['^ord']}", true)]
    [InlineData("include: {match_type: strict, metric_names: [order]}", false)]
    [InlineData("exclude: {match_type: strict, metric_names: [orders]}", false)]
    [InlineData("exclude: {match_type: strict, metric_names: [orders], resources: [{key: absent}]}", true)]
    [InlineData("include: {match_type: strict, resources: [{key: host, value: h1}]}", true)]
    public void Process_DataPoints_AreMarkedWhenTheMetricMatches(string match, bool isMarked)
    {
        var scope = new ScopeMetrics
        {
            Metrics =
            {
                new Metric { Name = "orders", Gauge = new Gauge { DataPoints = { new NumberDataPoint { AsInt = 1 } } } },
                new Metric { Name = "orders", Histogram = new Histogram { DataPoints = { new HistogramDataPoint { ExplicitBounds = { 1 } } } } },
                new Metric { Name = "orders", ExponentialHistogram = new ExponentialHistogram { DataPoints = { new ExponentialHistogramDataPoint { Scale = 1 } } } },
                new Metric { Name = "orders", Summary = new Summary { DataPoints = { new SummaryDataPoint { Count = 1 } } } },
            },
        };
        var request = new ExportMetricsServiceRequest { ResourceMetrics = { new ResourceMetrics { Resource = Shop, ScopeMetrics = { scope } } } };

        IEnumerable<Metric> metrics = AttributesRun.Process(Marking(match), request).ResourceMetrics[0].ScopeMetrics[0].Metrics;
        Assert.Equal(isMarked ? 4 : 0, metrics.Sum(metric =>
            metric.Gauge?.DataPoints[0].Attributes.Count ?? metric.Histogram?.DataPoints[0].Attributes.Count
            ?? metric.ExponentialHistogram?.DataPoints[0].Attributes.Count ?? metric.Summary.DataPoints[0].Attributes.Count));
    }

    [Theory]
    [InlineData("{services: [a]}", "include::match_type")]
    [InlineData("{match_type: regexp, span_names: ['(']}", "include::span_names")]
    [InlineData("{match_type: strict, span_kinds: [server]}", "include::span_kinds")]
    [InlineData("{match_type: regexp, attributes: [{key: a, value: 1}]}", "include::attributes::0::value")]
    [InlineData("{match_type: strict, attributes: [{value: 1}]}", "include::attributes::0::key")]
    [InlineData("{match_type: regexp, libraries: [{name: '['}]}", "include::libraries")]
    public void Bind_BadMatch_IsAnErrorAtItsPlace(string match, string path)
    {
        ConfigDiagnostics diagnostics = new();
        OptionsBinder.BindYaml<AttributesOptions>($"{{include: {match}, actions: [{{key: a, action: delete}}]}}", diagnostics);

        Assert.Equal([path], diagnostics.Errors.Select(error => error.Path));
    }

    [Theory]
    [InlineData("log_bodies: [a], services: [s]", Signal.Traces, "include::log_bodies", null)]
    [InlineData("metric_names: [a], services: [s]", Signal.Traces, null, "include::metric_names")]
    [InlineData("services: [s], log_bodies: [a]", Signal.Logs, "include::services", null)]
    [InlineData("services: [s], metric_names: [m]", Signal.Metrics, null, "include::services")]
    [InlineData("metric_names: [m]", Signal.Logs, "include", "include::metric_names")]
    public void Validate_ConditionOfAnotherSignal_IsRefusedOrReported(string conditions, Signal signal, string? error, string? warning)
    {
        ConfigDiagnostics diagnostics = new();
        AttributesOptions options = OptionsBinder.BindYaml<AttributesOptions>(
            $"{{include: {{match_type: strict, {conditions}}}, actions: [{{key: a, action: delete}}]}}", diagnostics);
        OptionsValidation validation = new();
        options.Validate(signal, validation);

        Assert.Equal(error, validation.Errors.Select(found => found.Path).SingleOrDefault());
        Assert.Equal(warning, validation.Warnings.Select(found => found.Path).SingleOrDefault());
    }

    private static ResourceMessage Shop => new() { Attributes = { Text("service.name", "shop"), Text("host", "h1") } };

    private static LogRecord Process(string match, LogRecord record)
    {
        var request = new ExportLogsServiceRequest { ResourceLogs = { new ResourceLogs { Resource = Shop, ScopeLogs = { new ScopeLogs { LogRecords = { record } } } } } };
        return AttributesRun.Process(Marking(match), request).ResourceLogs[0].ScopeLogs[0].LogRecords[0];
    }

    private static string Marking(string match) =>
        match.StartsWith('{') ? $"{match[..^1]}, actions: [{{key: mark, value: 1, action: insert}}]}}" : $"{{{match}, actions: [{{key: mark, value: 1, action: insert}}]}}";

    private static KeyValue Text(string key, string value) => new() { Key = key, Value = new AnyValue { StringValue = value } };

    private static KeyValue Number(string key, long value) => new() { Key = key, Value = new AnyValue { IntValue = value } };
}
