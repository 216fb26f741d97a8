// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using OtlpGateway.IntegrationTests.Gateway;

namespace OtlpGateway.IntegrationTests.Clients;

/// <summary>The OpenTelemetry SDK for .NET, whose exporter is no code of ours.</summary>
public sealed class DotNetSdkTests(GatewayFixture fixture)
{
    private const int FlushMilliseconds = 60_000;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(OtlpExportProtocol.Grpc)]
    [InlineData(OtlpExportProtocol.HttpProtobuf)]
    public async Task Export_Traces_AreInTheTableExactly(OtlpExportProtocol protocol)
    {
        string run = Guid.NewGuid().ToString("N");
        using var source = new ActivitySource($"shop-{run}", "0.9");
        string parentId;
        using (TracerProvider provider = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(Resource(run))
            .AddSource(source.Name)
            .AddOtlpExporter(options => Configure(options, protocol, "traces"))
            .Build())
        {
            using Activity parent = source.StartActivity("checkout", ActivityKind.Server)!;
            parentId = parent.SpanId.ToHexString();
            parent.SetTag("shop.items", 3);
            using (Activity child = source.StartActivity("charge", ActivityKind.Client)!)
            {
                child.AddEvent(new ActivityEvent("declined", tags: new() { { "reason", "no funds" } }));
                child.SetStatus(ActivityStatusCode.Error, "card declined");
            }

            parent.Stop();
            Assert.True(provider.ForceFlush(FlushMilliseconds));
        }

        SqlClient sql = fixture.Gateway.Sql;
        await sql.WaitForAsync($"SELECT count() {Of("otel_traces", run)}", 2, Cancelled);
        Assert.Equal(
            $"charge\tClient\t{parentId}\tError\tcard declined\t['declined']\tno funds\t\ncheckout\tServer\t\tUnset\t\t[]\t\t3",
            await sql.TextAsync(
                $"""
                SELECT SpanName, SpanKind, ParentSpanId, StatusCode, StatusMessage, Events.Name, Events.Attributes[1]['reason'],
                  SpanAttributes['shop.items']
                {Of("otel_traces", run)} AND ServiceName = 'dotnet' ORDER BY SpanName
                """,
                Cancelled));
    }

    [Theory]
    [InlineData(OtlpExportProtocol.Grpc)]
    [InlineData(OtlpExportProtocol.HttpProtobuf)]
    public async Task Export_Metrics_AreInTheTablesExactly(OtlpExportProtocol protocol)
    {
        string run = Guid.NewGuid().ToString("N");
        using var meter = new Meter($"shop-{run}", "0.9");
        using (MeterProvider provider = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(Resource(run))
            .AddMeter(meter.Name)
            .AddView("shop.size", new Base2ExponentialBucketHistogramConfiguration())
            .AddOtlpExporter((options, reader) =>
            {
                Configure(options, protocol, "metrics");
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = int.MaxValue;
            })
            .Build())
        {
            meter.CreateCounter<long>("shop.orders", "{order}", "orders taken").Add(7, new KeyValuePair<string, object?>("kind", "tea"));
            meter.CreateHistogram("shop.duration", "ms", null, null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [10, 100] }).Record(50.5);
            meter.CreateHistogram<double>("shop.size").Record(4);
            meter.CreateObservableGauge("shop.temperature", () => 21.5);
        }

        SqlClient sql = fixture.Gateway.Sql;
        await sql.WaitForAsync($"SELECT count() {Of("otel_metrics_exponential_histogram", run)}", 1, Cancelled);
        Assert.Equal(
            "shop.orders\t{order}\torders taken\t{'kind':'tea'}\t7",
            await sql.TextAsync($"SELECT MetricName, MetricUnit, MetricDescription, Attributes, Value {Of("otel_metrics_sum", run)}", Cancelled));
        Assert.Equal(
            "shop.duration\t1\t50.5\t[0,1,0]\t[10,100]",
            await sql.TextAsync($"SELECT MetricName, Count, Sum, BucketCounts, ExplicitBounds {Of("otel_metrics_histogram", run)}", Cancelled));
        Assert.Equal("21.5", await sql.TextAsync($"SELECT Value {Of("otel_metrics_gauge", run)}", Cancelled));
        Assert.Equal("1\t4", await sql.TextAsync($"SELECT Count, Sum {Of("otel_metrics_exponential_histogram", run)}", Cancelled));
    }

    [Theory]
    [InlineData(OtlpExportProtocol.Grpc)]
    [InlineData(OtlpExportProtocol.HttpProtobuf)]
    public async Task Export_Logs_AreInTheTableExactly(OtlpExportProtocol protocol)
    {
        string run = Guid.NewGuid().ToString("N");
        using (ILoggerFactory loggers = LoggerFactory.Create(logging => logging.AddOpenTelemetry(options =>
        {
            options.SetResourceBuilder(Resource(run));
            options.IncludeFormattedMessage = true;
            options.AddOtlpExporter(exporter => Configure(exporter, protocol, "logs"));
        })))
        {
            loggers.CreateLogger("shop").LogWarning("{Count} left of {Item}", 2, "tea");
        }

        SqlClient sql = fixture.Gateway.Sql;
        await sql.WaitForAsync($"SELECT count() {Of("otel_logs", run)}", 1, Cancelled);
        Assert.Equal(
            "Warning\t13\t2 left of tea\tshop\tdotnet\t2\ttea",
            await sql.TextAsync(
                $"SELECT SeverityText, SeverityNumber, Body, ScopeName, ServiceName, LogAttributes['Count'], LogAttributes['Item'] {Of("otel_logs", run)}",
                Cancelled));
    }

    private static string Of(string table, string run) => $"FROM {table} WHERE ResourceAttributes['test.run'] = '{run}'";

    private static ResourceBuilder Resource(string run) =>
        ResourceBuilder.CreateEmpty().AddService("dotnet", serviceVersion: "1.2.3", autoGenerateServiceInstanceId: false)
            .AddAttributes([new("test.run", run)]);

    private void Configure(OtlpExporterOptions options, OtlpExportProtocol protocol, string signal)
    {
        options.Protocol = protocol;
        options.Endpoint = new Uri(protocol == OtlpExportProtocol.Grpc ? fixture.Gateway.Grpc : $"{fixture.Gateway.Http}/v1/{signal}");
        options.TimeoutMilliseconds = FlushMilliseconds;
    }
}
