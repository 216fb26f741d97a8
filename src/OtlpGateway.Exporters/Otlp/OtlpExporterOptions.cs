// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Clients.Grpc;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Pipeline.Delivery;

namespace OtlpGateway.Exporters.Otlp;

/// <summary>Options of the <c>otlp_grpc</c> exporter, as the Collector names them.</summary>
public sealed class OtlpExporterOptions : ExporterOptions
{
    /// <summary>The client's keys stand beside those of every exporter.</summary>
    [Squash]
    public GrpcClientOptions Client { get; } = new();

    public override void Validate(OptionsValidation validation)
    {
        base.Validate(validation);
        if (Client.Endpoint.Length == 0)
        {
            validation.Error("endpoint", "is required: host:port of an OTLP/gRPC server, such as collector:4317");
        }
    }
}
