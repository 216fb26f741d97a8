// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Servers.Configuration;

public sealed class MiddlewareOptions
{
    public string Id { get; set; } = "";
}
