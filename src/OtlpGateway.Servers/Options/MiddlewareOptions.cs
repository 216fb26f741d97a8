// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Servers.Options;

public sealed class MiddlewareOptions
{
    public string Id { get; set; } = "";
}
