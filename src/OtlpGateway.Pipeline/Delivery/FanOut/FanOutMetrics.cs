// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.Metrics;

namespace OtlpGateway.Pipeline.Delivery;

internal sealed class FanOutMetrics(Meter meter, string pipeline)
{
    private readonly KeyValuePair<string, object?> _pipeline = new("pipeline", pipeline);

    private readonly Counter<long> _mayDuplicate = meter.CreateCounter<long>(
        "otlpgateway_answers_may_duplicate",
        "{answer}",
        "Answers that make the sender repeat a batch of which a part is delivered already.");

    private readonly Counter<long> _retries = meter.CreateCounter<long>(
        "otlpgateway_fanout_branch_retries",
        "{attempt}",
        "Attempts to deliver to one refusing branch a batch that other branches may have already.");

    public void MayDuplicate() => _mayDuplicate.Add(1, _pipeline);

    public void Retried(string branch) => _retries.Add(1, _pipeline, new KeyValuePair<string, object?>("branch", branch));
}
