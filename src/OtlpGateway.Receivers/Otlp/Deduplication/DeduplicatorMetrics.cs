// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.Metrics;

namespace OtlpGateway.Receivers.Otlp.Deduplication;

internal static class DeduplicatorMetrics
{
    public static void Observe(Meter meter, string receiver, RequestDeduplicator deduplicator)
    {
        KeyValuePair<string, object?>[] labels = [new("receiver", receiver)];
        meter.CreateObservableGauge(
            "otlpgateway_receiver_remembered_requests",
            () => new Measurement<int>(deduplicator.Remembered, labels),
            null,
            "Stored requests whose retry would be recognised.");
        meter.CreateObservableCounter(
            "otlpgateway_receiver_forgotten_requests",
            () => new Measurement<long>(deduplicator.ForgottenEarly, labels),
            null,
            "Stored requests that were forgotten before their time, since there were too many.");
    }
}
