// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Text;
using OtlpGateway.Log.Contract;
using OtlpGateway.Pipeline.Batches;

namespace OtlpGateway.Receivers.Kafka;

/// <summary>What the pipeline learns of the record that a request came in: <c>kafka.topic</c>, <c>kafka.partition</c>, <c>kafka.offset</c> and the record's headers.</summary>
internal static class RecordContext
{
    /// <summary>Headers that the gateway writes for itself; no client said them.</summary>
    private const string OwnPrefix = "otlpgateway.";

    public static ClientContext Of(PartitionSession session, in LogRecord record)
    {
        Dictionary<string, IReadOnlyList<string>> metadata = new(session.Client.Metadata, StringComparer.Ordinal)
        {
            ["kafka.offset"] = [record.Offset.ToString(CultureInfo.InvariantCulture)],
        };
        foreach (LogHeader header in record.Headers)
        {
            if (!header.Name.StartsWith(OwnPrefix, StringComparison.Ordinal))
            {
                Add(metadata, header.Name.ToLowerInvariant(), Encoding.UTF8.GetString(header.Value.Span));
            }
        }

        return new ClientContext { Transport = session.Client.Transport, Metadata = metadata };
    }

    private static void Add(Dictionary<string, IReadOnlyList<string>> metadata, string name, string value)
    {
        if (name.StartsWith("kafka.", StringComparison.Ordinal) && metadata.ContainsKey(name))
        {
            // Where a record came from is for us to say.
            return;
        }

        metadata[name] = metadata.TryGetValue(name, out IReadOnlyList<string>? values) ? [.. values, value] : [value];
    }
}
