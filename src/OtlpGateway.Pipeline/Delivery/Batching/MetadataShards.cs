// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.CodeAnalysis;
using System.Text;
using OtlpGateway.Pipeline.Batches;

namespace OtlpGateway.Pipeline.Delivery;

/// <summary>
/// The shards of a batcher by the values of the client headers that keep requests apart. Bounded; a combination that is
/// idle gives way to a new one. Not thread-safe: the batcher's lock guards it.
/// </summary>
internal sealed class MetadataShards(BatcherSettings settings)
{
    private readonly Dictionary<string, BatcherShard> _shards = new(StringComparer.Ordinal);

    public IEnumerable<BatcherShard> All => _shards.Values;

    public bool TryGet(ClientContext client, [NotNullWhen(true)] out BatcherShard? shard)
    {
        string key = KeyOf(client);
        if (_shards.TryGetValue(key, out shard))
        {
            return true;
        }

        if (settings.MetadataCardinalityLimit > 0 && _shards.Count >= settings.MetadataCardinalityLimit && !TryMakeRoom())
        {
            return false;
        }

        shard = new BatcherShard(settings);
        _shards.Add(key, shard);
        settings.Observer.CardinalityChanged(1);
        return true;
    }

    private bool TryMakeRoom()
    {
        foreach ((string key, BatcherShard shard) in _shards)
        {
            if (shard.IsIdle)
            {
                _shards.Remove(key);
                settings.Observer.CardinalityChanged(-1);
                return true;
            }
        }

        return false;
    }

    private string KeyOf(ClientContext client)
    {
        if (settings.MetadataKeys.Count == 0)
        {
            return "";
        }

        var key = new StringBuilder();
        foreach (string name in settings.MetadataKeys)
        {
            IReadOnlyList<string> values = client.Metadata.TryGetValue(name, out IReadOnlyList<string>? found) ? found : [];
            key.Append(values.Count).Append(':');
            foreach (string value in values)
            {
                // Lengths, not separators: a header's value may contain any separator.
                key.Append(value.Length).Append(':').Append(value);
            }
        }

        return key.ToString();
    }
}
