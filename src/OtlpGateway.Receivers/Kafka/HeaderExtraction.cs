// SPDX-License-Identifier: Apache-2.0

using System.Text;
using System.Text.Unicode;
using OtlpGateway.Log.Contract;

namespace OtlpGateway.Receivers.Kafka;

/// <summary>Which record headers become resource attributes: <c>kafka.header.NAME</c>, as the Collector calls them.</summary>
internal sealed class HeaderExtraction
{
    private readonly (string Name, ReadOnlyMemory<byte> Key)[] _headers;

    public HeaderExtraction(KafkaHeaderExtractionOptions options)
    {
        _headers = options.ExtractHeaders
            ? [.. options.Headers.Distinct(StringComparer.Ordinal).Select(name => (name, (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes($"kafka.header.{name}")))]
            : [];
    }

    /// <summary>The attributes of one record; empty when it has none of the headers. Of several of one name the first counts.</summary>
    public IReadOnlyList<(ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Text)> From(in LogRecord record)
    {
        if (_headers.Length == 0 || record.Headers.Count == 0)
        {
            return [];
        }

        List<(ReadOnlyMemory<byte>, ReadOnlyMemory<byte>)> found = [];
        foreach ((string name, ReadOnlyMemory<byte> key) in _headers)
        {
            foreach (LogHeader header in record.Headers)
            {
                if (header.Name == name)
                {
                    found.Add((key, TextOf(header.Value)));
                    break;
                }
            }
        }

        return found;
    }

    private static ReadOnlyMemory<byte> TextOf(ReadOnlyMemory<byte> value) =>
        Utf8.IsValid(value.Span) ? value : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(value.Span));
}
