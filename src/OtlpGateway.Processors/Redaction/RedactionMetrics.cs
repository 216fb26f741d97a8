// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.Metrics;
using OtlpGateway.Detection;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Processors.Redaction.Text;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Processors.Redaction;

/// <summary>How much was redacted, by what found it; nothing of the values.</summary>
internal sealed class RedactionMetrics(Meter meter, ComponentId id, Signal signal)
{
    private static readonly KeyValuePair<string, object?> Reason = new("reason", Reasons.Redacted);

    private readonly KeyValuePair<string, object?> _processor = new("processor", id.ToString());
    private readonly KeyValuePair<string, object?> _signal = new("otel_signal", ConfigNames.SnakeCase(signal.ToString()));

    private readonly KeyValuePair<string, object?>[] _detectors =
        [.. Enum.GetValues<DetectorKind>().Select(kind => new KeyValuePair<string, object?>("detector", NameOf(kind)))];

    private readonly Counter<long> _matches = meter.CreateCounter<long>(
        "otelcol_processor_redaction_matches", "{match}", "Matches of detectors, values with a match of a blocked pattern, values masked for their key, and texts that were sanitized.");

    private readonly Counter<long> _deleted = meter.CreateCounter<long>(
        "otelcol_processor_redaction_deleted_attributes", "{attribute}", "Attributes deleted because their key is not allowed.");

    private readonly Counter<long> _items = meter.CreateCounter<long>(
        "otelcol_processor_redaction_dropped_items", "{item}", "Spans, log records and data points dropped because a detector says so.");

    private readonly Counter<long> _parts = meter.CreateCounter<long>(
        "otelcol_processor_redaction_dropped_parts", "{part}", "Events, links and exemplars dropped because a detector says so.");

    public void Count(MatchCounts counts)
    {
        for (DetectorKind kind = default; kind <= DetectorKind.LongDigits; kind++)
        {
            AddMatches(counts.Of(kind), _detectors[(int)kind]);
        }

        AddMatches(counts.Patterns, new("detector", "blocked_values"));
        AddMatches(counts.Keys, new("detector", "blocked_key_patterns"));
        AddMatches(counts.Sanitized, new("detector", "sanitizers"));
        if (counts.Deleted > 0)
        {
            _deleted.Add(counts.Deleted, _processor, _signal);
        }

        AddDropped(_items, counts.DroppedItems);
        AddDropped(_parts, counts.DroppedParts);
    }

    private static string NameOf(DetectorKind kind) => kind switch
    {
        DetectorKind.IPv4 => "ipv4",
        DetectorKind.IPv6 => "ipv6",
        _ => ConfigNames.SnakeCase(kind.ToString()),
    };

    private void AddMatches(long count, KeyValuePair<string, object?> detector)
    {
        if (count > 0)
        {
            _matches.Add(count, _processor, _signal, detector);
        }
    }

    private void AddDropped(Counter<long> counter, long count)
    {
        if (count > 0)
        {
            counter.Add(count, _processor, _signal, Reason);
        }
    }
}
