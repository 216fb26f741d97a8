// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.DependencyInjection;
using OtlpGateway.ClickHouse.Embedded;
using OtlpGateway.Pipeline.Components;

namespace OtlpGateway.Extensions.ClickHouseHttp;

/// <summary>Registers <c>clickhouse_http</c>.</summary>
public sealed class ClickHouseHttpFactory : ExtensionFactory<ClickHouseHttpOptions>
{
    public override string Type => "clickhouse_http";

    public override bool Listens => true;

    protected override IExtension Create(ComponentSettings settings, ClickHouseHttpOptions options) => new ClickHouseHttpExtension(
        options,
        settings,
        settings.Services.GetRequiredService<ChdbEngines>());
}
