// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.Metrics;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Receivers.Otlp;

/// <summary>
/// The receiver's instruments, for one transport. The books, in items whose request could be read: received = accepted +
/// refused + deduplicated. A partial success's rejected items are refused ones.
/// </summary>
internal sealed class OtlpReceiverMetrics
{
    private static readonly string[] Units = ["", "spans", "metric_points", "log_records", "profile_samples"];

    private readonly Counter<long>[] _accepted = new Counter<long>[Units.Length];
    private readonly Counter<long>[] _refused = new Counter<long>[Units.Length];
    private readonly Counter<long> _rejectedItems;
    private readonly Counter<long> _requests;
    private readonly Counter<long> _refusedRequests;
    private readonly Counter<long> _deduplicatedRequests;
    private readonly Counter<long> _deduplicatedItems;
    private readonly Counter<long> _receivedBytes;
    private readonly Counter<long> _decompressedBytes;
    private readonly Counter<long> _oddities;
    private readonly KeyValuePair<string, object?> _receiver;
    private readonly KeyValuePair<string, object?> _transport;

    public OtlpReceiverMetrics(Meter meter, string receiver, string transport)
    {
        _receiver = new("receiver", receiver);
        _transport = new("transport", transport);
        for (int signal = 1; signal < Units.Length; signal++)
        {
            _accepted[signal] = meter.CreateCounter<long>(
                $"otelcol_receiver_accepted_{Units[signal]}", null, "Items that were taken over: safe, or with every exporter.");
            _refused[signal] = meter.CreateCounter<long>(
                $"otelcol_receiver_refused_{Units[signal]}", null, "Items that were not taken over; the client was told.");
        }

        _rejectedItems = meter.CreateCounter<long>(
            "otlpgateway_receiver_rejected_items", null, "Items that were not taken over, by reason.");
        _requests = meter.CreateCounter<long>("otelcol_receiver_requests", null, "Requests by outcome: success, refused, failure.");
        _refusedRequests = meter.CreateCounter<long>(
            "otlpgateway_receiver_refused_requests", null, "Requests that were not answered with success, by reason.");
        _deduplicatedRequests = meter.CreateCounter<long>(
            "otlpgateway_receiver_deduplicated_requests", null, "Retries of requests that were stored already: answered with success, not stored again.");
        _deduplicatedItems = meter.CreateCounter<long>(
            "otlpgateway_receiver_deduplicated_items", null, "Items of those requests.");
        _receivedBytes = meter.CreateCounter<long>("otlpgateway_receiver_received_bytes", "By", "Request bodies as they came, compressed or not.");
        _decompressedBytes = meter.CreateCounter<long>("otlpgateway_receiver_decompressed_bytes", "By", "Request bodies after decompression.");
        _oddities = meter.CreateCounter<long>(
            "otlpgateway_receiver_odd_items", null, "What was let through although it is odd, by kind.");
    }

    /// <summary>Shows the counters of a signal that has a pipeline at zero: a rate needs a beginning.</summary>
    public void Begin(Signal signal)
    {
        _accepted[(int)signal].Add(0, _receiver, _transport);
        _refused[(int)signal].Add(0, _receiver, _transport);
    }

    public void Success() => _requests.Add(1, _receiver, _transport, new("outcome", "success"));

    /// <summary>A whole request: its items are counted where they are known.</summary>
    public void Refused(string reason, bool ours)
    {
        _requests.Add(1, _receiver, _transport, new("outcome", ours ? "failure" : "refused"));
        _refusedRequests.Add(1, _receiver, _transport, new("reason", reason));
    }

    public void AcceptedItems(Signal signal, int items) => _accepted[(int)signal].Add(items, _receiver, _transport);

    public void RefusedItems(Signal signal, int items, string reason)
    {
        if (items > 0)
        {
            _refused[(int)signal].Add(items, _receiver, _transport);
            _rejectedItems.Add(items, _receiver, _transport, new("reason", reason));
        }
    }

    public void Deduplicated(int items)
    {
        _deduplicatedRequests.Add(1, _receiver, _transport);
        _deduplicatedItems.Add(items, _receiver, _transport);
    }

    public void Bytes(long received, long decompressed)
    {
        _receivedBytes.Add(received, _receiver, _transport);
        _decompressedBytes.Add(decompressed, _receiver, _transport);
    }

    public void Odd(in EdgeWarnings warnings)
    {
        if (warnings.Any)
        {
            Odd("invalid_utf8", warnings.InvalidUtf8);
            Odd("string_index", warnings.StringIndexes);
            Odd("ignored_id", warnings.IgnoredIds);
            Odd("negative_increment", warnings.NegativeIncrements);
            Odd("superseded_data", warnings.SupersededData);
        }
    }

    private void Odd(string kind, int count)
    {
        if (count > 0)
        {
            _oddities.Add(count, _receiver, _transport, new("kind", kind));
        }
    }
}
