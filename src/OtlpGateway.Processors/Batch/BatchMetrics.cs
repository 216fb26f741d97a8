// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.Metrics;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;

namespace OtlpGateway.Processors.Batch;

internal sealed class BatchMetrics(Meter meter, ComponentId id) : IBatcherObserver
{
    private readonly KeyValuePair<string, object?> _processor = new("processor", id.ToString());

    private readonly Histogram<long> _items = meter.CreateHistogram(
        "otelcol_processor_batch_batch_send_size",
        "{item}",
        "Items in a batch that was sent.",
        tags: null,
        new InstrumentAdvice<long>
        {
            HistogramBucketBoundaries =
            [
                10, 25, 50, 75, 100, 250, 500, 750, 1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000, 9000, 10000, 20000, 30000, 50000, 100000,
            ],
        });

    private readonly Histogram<long> _bytes = meter.CreateHistogram(
        "otelcol_processor_batch_batch_send_size_bytes",
        "By",
        "Bytes of a batch that was sent.",
        tags: null,
        new InstrumentAdvice<long> { HistogramBucketBoundaries = [.. Enumerable.Range(7, 18).Select(power => 1L << power)] });

    private readonly Counter<long> _bySize = meter.CreateCounter<long>(
        "otelcol_processor_batch_batch_size_trigger_send", "{batch}", "Batches sent because enough had come together.");

    private readonly Counter<long> _byTimeout = meter.CreateCounter<long>(
        "otelcol_processor_batch_timeout_trigger_send", "{batch}", "Batches sent because the oldest request had waited long enough.");

    private readonly Counter<long> _byIdle = meter.CreateCounter<long>(
        "otlpgateway_processor_batch_idle_trigger_send", "{batch}", "Batches sent because nothing was under way.");

    private readonly UpDownCounter<long> _cardinality = meter.CreateUpDownCounter<long>(
        "otelcol_processor_batch_metadata_cardinality", "{combination}", "Combinations of metadata values that are batched apart.");

    private readonly Counter<long> _mayDuplicate = meter.CreateCounter<long>(
        "otlpgateway_answers_may_duplicate", "{answer}", "Answers that make the sender repeat a batch of which a part is delivered already.");

    public void Sending(int items, int bytes, BatchTrigger trigger)
    {
        _items.Record(items, _processor);
        _bytes.Record(bytes, _processor);
        switch (trigger)
        {
            case BatchTrigger.Size:
                _bySize.Add(1, _processor);
                break;
            case BatchTrigger.Timeout:
                _byTimeout.Add(1, _processor);
                break;
            case BatchTrigger.Idle:
                _byIdle.Add(1, _processor);
                break;
            case BatchTrigger.Drain:
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(trigger), trigger, "not a trigger");
        }
    }

    public void MayDuplicate() => _mayDuplicate.Add(1, _processor);

    public void CardinalityChanged(int change) => _cardinality.Add(change, _processor);
}
