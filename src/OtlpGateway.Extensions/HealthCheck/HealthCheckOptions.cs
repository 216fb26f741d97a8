// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Servers.Configuration;

namespace OtlpGateway.Extensions.HealthCheck;

/// <summary>Options of <c>health_check</c>, as the Collector's extension has them.</summary>
public sealed class HealthCheckOptions : HttpServerOptions
{
    public HealthCheckOptions()
    {
        Endpoint = "localhost:13133";
    }

    /// <summary>The path of liveness. Readiness is at <c>/ready</c>.</summary>
    public string Path { get; set; } = "/";

    public HealthCheckResponseBody? ResponseBody { get; set; }

    /// <summary>Accepted and without effect, as in the Collector.</summary>
    public ConfigNode? CheckCollectorPipeline { get; set; }

    public override void Validate(OptionsValidation validation)
    {
        base.Validate(validation);
        UnusedServerOptions.Warn(this, validation);
        if (!Path.StartsWith('/'))
        {
            validation.Error("path", $"\"{Path}\" must start with /");
        }
        else if (Path == HealthCheckExtension.ReadyPath)
        {
            validation.Error("path", $"{HealthCheckExtension.ReadyPath} is the path of readiness; choose another for liveness");
        }

        if (CheckCollectorPipeline is not null)
        {
            validation.Warning("check_collector_pipeline", "has no effect; readiness is at /ready");
        }
    }
}

/// <summary>Fixed bodies instead of the JSON status.</summary>
public sealed class HealthCheckResponseBody
{
    public string? Healthy { get; set; }

    public string? Unhealthy { get; set; }
}
