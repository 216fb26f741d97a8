// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Connectors.Forward;
using OtlpGateway.Exporters.ClickHouse;
using OtlpGateway.Exporters.Debug;
using OtlpGateway.Exporters.FileSink;
using OtlpGateway.Exporters.Kafka;
using OtlpGateway.Exporters.Otlp;
using OtlpGateway.Exporters.OtlpHttp;
using OtlpGateway.Exporters.Prometheus;
using OtlpGateway.Exporters.PrometheusRemoteWrite;
using OtlpGateway.Extensions.BasicAuth;
using OtlpGateway.Extensions.BearerTokenAuth;
using OtlpGateway.Extensions.ClickHouseHttp;
using OtlpGateway.Extensions.FileStorage;
using OtlpGateway.Extensions.HealthCheck;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Processors.Attributes;
using OtlpGateway.Processors.Batch;
using OtlpGateway.Processors.Cardinality;
using OtlpGateway.Processors.MemoryLimiter;
using OtlpGateway.Processors.Reaggregate;
using OtlpGateway.Processors.Redaction;
using OtlpGateway.Processors.Resource;
using OtlpGateway.Receivers.Kafka;
using OtlpGateway.Receivers.Otlp;

namespace OtlpGateway.Composition;

/// <summary>Every component of this build, each with its one line.</summary>
internal static class GatewayComponents
{
    public static ComponentRegistry CreateRegistry() => new ComponentRegistry()

        // receivers
        .Add(new KafkaReceiverFactory())
        .Add(new OtlpReceiverFactory())

        // processors
        .Add(new AttributesFactory())
        .Add(new BatchProcessorFactory())
        .Add(new CardinalityFactory())
        .Add(new MemoryLimiterFactory())
        .Add(new RedactionFactory())
        .Add(new ReaggregateFactory())
        .Add(new ResourceFactory())

        // exporters
        .Add(new ClickHouseFactory())
        .Add(new DebugExporterFactory())
        .Add(new FileExporterFactory())
        .Add(new KafkaExporterFactory())
        .Add(new OtlpExporterFactory())
        .Add(new OtlpHttpExporterFactory())
        .Add(new PrometheusExporterFactory())
        .Add(new PrometheusRemoteWriteFactory())

        // connectors
        .Add(new ForwardConnectorFactory())

        // extensions
        .Add(new BasicAuthFactory())
        .Add(new BearerTokenAuthFactory())
        .Add(new FileStorageFactory())
        .Add(new ClickHouseHttpFactory())
        .Add(new HealthCheckFactory());
}
