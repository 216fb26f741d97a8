// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Processors.Matching;

/// <summary>What a match section may say in a pipeline of each signal, as the Collector has it.</summary>
internal static class SignalMatchRules
{
    public static void Check(MatchOptions? match, string path, Signal signal, OptionsValidation validation)
    {
        if (match is null)
        {
            return;
        }

        (string Key, bool IsGiven, Signal[] Signals)[] conditions =
        [
            ("services", match.Services.Count > 0, [Signal.Traces]),
            ("span_names", match.SpanNames.Count > 0, [Signal.Traces]),
            ("span_kinds", match.SpanKinds.Count > 0, [Signal.Traces]),
            ("log_bodies", match.LogBodies.Count > 0, [Signal.Logs]),
            ("log_severity_texts", match.LogSeverityTexts.Count > 0, [Signal.Logs]),
            ("log_severity_number", match.LogSeverityNumber is not null, [Signal.Logs]),
            ("metric_names", match.MetricNames.Count > 0, [Signal.Metrics]),
            ("attributes", match.Attributes.Count > 0, [Signal.Traces, Signal.Logs]),
            ("libraries", match.Libraries.Count > 0, [Signal.Traces, Signal.Logs]),
            ("resources", match.Resources.Count > 0, [Signal.Traces, Signal.Logs, Signal.Metrics]),
        ];
        foreach ((string key, _, _) in conditions.Where(condition => condition.IsGiven && !condition.Signals.Contains(signal)))
        {
            Misplaced($"{path}::{key}", signal, validation, isIgnored: signal == Signal.Metrics || key == "metric_names");
        }

        if (!conditions.Any(condition => condition.IsGiven && condition.Signals.Contains(signal)))
        {
            string keys = string.Join(", ", conditions.Where(condition => condition.Signals.Contains(signal)).Select(condition => condition.Key));
            validation.Error(path, $"in a {Name(signal)} pipeline at least one of {keys} must be given");
        }
    }

    // Where the Collector looks away, so do we, but not in silence.
    private static void Misplaced(string path, Signal signal, OptionsValidation validation, bool isIgnored)
    {
        if (isIgnored)
        {
            validation.Warning(path, $"has no effect in a {Name(signal)} pipeline");
        }
        else
        {
            validation.Error(path, $"cannot be used in a {Name(signal)} pipeline");
        }
    }

    private static string Name(Signal signal) => ConfigNames.SnakeCase(signal.ToString());
}
