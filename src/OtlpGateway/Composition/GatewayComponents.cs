// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Connectors.Forward;
using OtlpGateway.Exporters.ClickHouse;
using OtlpGateway.Exporters.Debug;
using OtlpGateway.Exporters.Kafka;
using OtlpGateway.Extensions.ClickHouseHttp;
using OtlpGateway.Extensions.FileStorage;
using OtlpGateway.Extensions.HealthCheck;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Processors.Batch;
using OtlpGateway.Processors.MemoryLimiter;
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
        .Add(new BatchProcessorFactory())
        .Add(new MemoryLimiterFactory())

        // exporters
        .Add(new ClickHouseFactory())
        .Add(new DebugExporterFactory())
        .Add(new KafkaExporterFactory())

        // connectors
        .Add(new ForwardConnectorFactory())

        // extensions
        .Add(new FileStorageFactory())
        .Add(new ClickHouseHttpFactory())
        .Add(new HealthCheckFactory());
}
