// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Send.Shop;

/// <summary>What a span does, which decides its kind and its attributes.</summary>
internal enum SpanRole : byte
{
    HttpServer,
    HttpClient,
    RpcServer,
    RpcClient,
    Database,
    Producer,
    Consumer,
}
