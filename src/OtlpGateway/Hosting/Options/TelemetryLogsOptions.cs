// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Hosting.Options;

/// <summary><c>service::telemetry::logs</c>: the gateway's own console log.</summary>
internal sealed class TelemetryLogsOptions : IValidatable
{
    public TelemetryLogLevel Level { get; set; } = TelemetryLogLevel.Info;

    public TelemetryLogEncoding Encoding { get; set; } = TelemetryLogEncoding.Console;

    /// <summary><c>stderr</c>, <c>stdout</c> or file paths.</summary>
    public List<string> OutputPaths { get; set; } = ["stderr"];

    /// <summary>Accepted; errors of the log itself always go to stderr.</summary>
    public List<string> ErrorOutputPaths { get; set; } = ["stderr"];

    /// <summary>Fields that every line carries.</summary>
    public Dictionary<string, string> InitialFields { get; set; } = [];

    /// <summary>Accepted without effect: lines have no caller.</summary>
    public bool DisableCaller { get; set; }

    /// <summary>Leaves exceptions' stack traces out.</summary>
    public bool DisableStacktrace { get; set; }

    /// <summary>Accepted without effect.</summary>
    public bool Development { get; set; }

    /// <summary>Accepted without effect.</summary>
    public bool DisableZapResource { get; set; }

    /// <summary>Accepted without effect: repeated lines are limited where they arise.</summary>
    public TelemetryLogSampling? Sampling { get; set; } = new();

    /// <summary>Exporting the gateway's own log over OTLP is not supported.</summary>
    public ConfigList? Processors { get; set; }

    public void Validate(OptionsValidation validation)
    {
        if (OutputPaths.Count == 0)
        {
            validation.Error("output_paths", "must name at least one of stderr, stdout or a file");
        }

        if (Processors is { Items.Count: > 0 })
        {
            validation.Warning("processors", "ignored: the gateway's own log is written to output_paths only");
        }
    }
}
