// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Send;

/// <summary>How telemetry is sent.</summary>
internal enum SendProtocol : byte
{
    Grpc,
    HttpProtobuf,
    HttpJson,
}
