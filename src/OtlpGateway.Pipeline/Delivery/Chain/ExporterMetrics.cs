// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.Metrics;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Pipeline.Delivery;

/// <summary>
/// The instruments of one exporter and signal. The Collector's names first; then the books of the branch, which balance
/// at every moment: received = returned + sent + dropped + dead-lettered + in flight.
/// </summary>
internal sealed class ExporterMetrics : IBatcherObserver
{
    private readonly KeyValuePair<string, object?> _exporter;
    private readonly KeyValuePair<string, object?> _dataType;
    private readonly Counter<long> _sent;
    private readonly Counter<long> _sendFailed;
    private readonly Counter<long> _enqueueFailed;
    private readonly UpDownCounter<long> _inFlightRequests;
    private readonly UpDownCounter<long> _queueSize;
    private readonly UpDownCounter<long> _queueCapacity;
    private readonly Counter<long> _received;
    private readonly Counter<long> _returned;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _deadLettered;
    private readonly UpDownCounter<long> _inFlight;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _mayDuplicate;
    private readonly Histogram<long> _batchItems;
    private readonly Histogram<long> _batchBytes;

    public ExporterMetrics(Meter meter, ComponentId id, Signal signal)
    {
        _exporter = new("exporter", id.ToString());
        _dataType = new("data_type", signal.DataType());
        string items = signal.Items();
        _sent = meter.CreateCounter<long>($"otelcol_exporter_sent_{items}", "{item}", "Items delivered to the destination.");
        _sendFailed = meter.CreateCounter<long>($"otelcol_exporter_send_failed_{items}", "{item}", "Items whose delivery ended without success.");
        _enqueueFailed = meter.CreateCounter<long>($"otelcol_exporter_enqueue_failed_{items}", "{item}", "Items that the sending queue refused.");
        _inFlightRequests = meter.CreateUpDownCounter<long>("otelcol_exporter_in_flight_requests", "{request}", "Attempts under way.");
        _queueSize = meter.CreateUpDownCounter<long>("otelcol_exporter_queue_size", "{unit}", "What is queued or on its way, in the queue's unit.");
        _queueCapacity = meter.CreateUpDownCounter<long>("otelcol_exporter_queue_capacity", "{unit}", "Most that the queue takes, in its unit.");
        _received = meter.CreateCounter<long>("otlpgateway_exporter_received_items", "{item}", "Items handed to the exporter.");
        _returned = meter.CreateCounter<long>("otlpgateway_exporter_returned_items", "{item}", "Items handed back to the sender, who has them still.");
        _dropped = meter.CreateCounter<long>("otlpgateway_exporter_dropped_items", "{item}", "Items lost for good.");
        _deadLettered = meter.CreateCounter<long>("otlpgateway_exporter_dead_lettered_items", "{item}", "Items that the destination will never take, kept in the dead letters.");
        _inFlight = meter.CreateUpDownCounter<long>("otlpgateway_exporter_in_flight_items", "{item}", "Items whose fate is open.");
        _retries = meter.CreateCounter<long>("otlpgateway_exporter_retries", "{attempt}", "Attempts after the first.");
        _mayDuplicate = meter.CreateCounter<long>("otlpgateway_answers_may_duplicate", "{answer}", "Answers that make the sender repeat a batch of which a part is delivered already.");
        _batchItems = meter.CreateHistogram<long>("otelcol_exporter_queue_batch_send_size", "{item}", "Items in one delivery of a batching queue.");
        _batchBytes = meter.CreateHistogram<long>("otelcol_exporter_queue_batch_send_size_bytes", "By", "Bytes of one delivery of a batching queue.");
    }

    public void Received(long items)
    {
        _received.Add(items, _exporter, _dataType);
        _inFlight.Add(items, _exporter, _dataType);
    }

    public void Returned(int items, string reason)
    {
        _returned.Add(items, _exporter, _dataType, Reason(reason));
        _inFlight.Add(-items, _exporter, _dataType);
    }

    public void Sent(int items)
    {
        _sent.Add(items, _exporter);
        _inFlight.Add(-items, _exporter, _dataType);
    }

    public void Dropped(int items, string reason)
    {
        _dropped.Add(items, _exporter, _dataType, Reason(reason));
        _inFlight.Add(-items, _exporter, _dataType);
    }

    public void DeadLettered(int items, string reason)
    {
        _deadLettered.Add(items, _exporter, _dataType, Reason(reason));
        _inFlight.Add(-items, _exporter, _dataType);
    }

    public void SendFailed(int items) => _sendFailed.Add(items, _exporter);

    public void EnqueueFailed(int items) => _enqueueFailed.Add(items, _exporter);

    public void AttemptStarted() => _inFlightRequests.Add(1, _exporter, _dataType);

    public void AttemptEnded() => _inFlightRequests.Add(-1, _exporter, _dataType);

    public void QueueSize(long change) => _queueSize.Add(change, _exporter, _dataType);

    public void QueueCapacity(long change) => _queueCapacity.Add(change, _exporter, _dataType);

    public void Retried() => _retries.Add(1, _exporter, _dataType);

    public void MayDuplicate() => _mayDuplicate.Add(1, _exporter);

    public void Sending(int items, int bytes, BatchTrigger trigger)
    {
        _batchItems.Record(items, _exporter);
        _batchBytes.Record(bytes, _exporter);
    }

    public void CardinalityChanged(int change)
    {
        // The Collector has no such metric for its exporters.
    }

    private static KeyValuePair<string, object?> Reason(string reason) => new("reason", reason);
}
