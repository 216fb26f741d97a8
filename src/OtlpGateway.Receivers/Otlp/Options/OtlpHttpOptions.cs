// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Servers.Configuration;

namespace OtlpGateway.Receivers.Otlp.Options;

/// <summary>A path without its leading slash gets one. Profiles are always at <c>/v1development/profiles</c>.</summary>
public sealed class OtlpHttpOptions : HttpServerOptions
{
    public OtlpHttpOptions() => Endpoint = "localhost:4318";

    public string TracesUrlPath { get; set; } = "/v1/traces";

    public string MetricsUrlPath { get; set; } = "/v1/metrics";

    public string LogsUrlPath { get; set; } = "/v1/logs";

    public override void Validate(OptionsValidation validation)
    {
        base.Validate(validation);
        string[] paths = [TracesUrlPath.TrimStart('/'), MetricsUrlPath.TrimStart('/'), LogsUrlPath.TrimStart('/')];
        if (paths.Distinct(StringComparer.Ordinal).Count() < paths.Length)
        {
            validation.Error("traces_url_path", "the paths of traces, metrics and logs must differ");
        }
    }
}
