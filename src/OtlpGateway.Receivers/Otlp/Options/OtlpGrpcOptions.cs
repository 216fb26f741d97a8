// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Servers.Configuration;

namespace OtlpGateway.Receivers.Otlp.Options;

public sealed class OtlpGrpcOptions : GrpcServerOptions
{
    public OtlpGrpcOptions() => Endpoint = "localhost:4317";
}
