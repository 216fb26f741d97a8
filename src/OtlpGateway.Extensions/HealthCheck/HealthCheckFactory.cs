// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.DependencyInjection;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Health;

namespace OtlpGateway.Extensions.HealthCheck;

/// <summary>Registers <c>health_check</c>.</summary>
public sealed class HealthCheckFactory : ExtensionFactory<HealthCheckOptions>
{
    public override string Type => "health_check";

    public override bool Listens => true;

    protected override IExtension Create(ComponentSettings settings, HealthCheckOptions options) => new HealthCheckExtension(
        options,
        settings.Services.GetRequiredService<HealthBoard>(),
        settings.Time,
        settings.Logger,
        $"extensions::{settings.Id}",
        settings.Services.GetService<IExtensions>());
}
