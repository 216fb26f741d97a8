// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Text.Json;

namespace OtlpGateway.Log.Kafka.Native;

/// <summary>Turns the totals of librdkafka's periodic statistics into measurements. One per client, on its thread.</summary>
internal sealed class KafkaStatistics(KafkaMetrics metrics)
{
    private readonly Dictionary<string, (long Connects, long Closed)> _brokers = new(StringComparer.Ordinal);

    public void Take(ReadOnlySpan<byte> json)
    {
        Utf8JsonReader reader = new(json);
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        if (!document.RootElement.TryGetProperty("brokers", out JsonElement brokers))
        {
            return;
        }

        foreach (JsonProperty broker in brokers.EnumerateObject())
        {
            // What is not a broker of the cluster yet, or the coordinator under a second name, has no node of its own.
            if (broker.Value.GetProperty("nodeid").GetInt64() is var node and >= 0
                && broker.Value.GetProperty("source").GetString() != "logical")
            {
                Take(broker.Name, node.ToString(CultureInfo.InvariantCulture), broker.Value);
            }
        }
    }

    private void Take(string name, string node, JsonElement broker)
    {
        (long connects, long closed) = _brokers.GetValueOrDefault(name);
        long connectsNow = broker.GetProperty("connects").GetInt64();
        long closedNow = broker.GetProperty("disconnects").GetInt64();
        string server = broker.GetProperty("nodename").GetString() ?? "";
        if (connectsNow > connects)
        {
            metrics.Connected(node, server, connectsNow - connects);
        }

        if (closedNow > closed)
        {
            metrics.Closed(node, server, closedNow - closed);
        }

        _brokers[name] = (connectsNow, closedNow);
        JsonElement throttle = broker.GetProperty("throttle");
        if (throttle.GetProperty("cnt").GetInt64() > 0 && throttle.GetProperty("max").GetInt64() > 0)
        {
            metrics.Throttled(node, server, throttle.GetProperty("avg").GetInt64() / 1000.0);
        }
    }
}
