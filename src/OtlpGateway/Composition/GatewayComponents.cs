// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Extensions.HealthCheck;
using OtlpGateway.Pipeline.Components;

namespace OtlpGateway.Composition;

/// <summary>Every component of this build, each with its one line.</summary>
internal static class GatewayComponents
{
    public static ComponentRegistry CreateRegistry() => new ComponentRegistry()

        // extensions
        .Add(new HealthCheckFactory());
}
