// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace OtlpGateway.Log.Contract;

/// <summary>Where a log is, as the <c>brokers</c> option names it: one directory, or the brokers of a Kafka cluster.</summary>
public sealed record LogAddress
{
    public const string EmbeddedPrefix = "embedded:";

    private LogAddress(string? directory, IReadOnlyList<string> brokers)
    {
        Directory = directory;
        Brokers = brokers;
    }

    /// <summary>The directory of an embedded log, else null.</summary>
    public string? Directory { get; }

    /// <summary>host:port of each broker; empty for an embedded log.</summary>
    public IReadOnlyList<string> Brokers { get; }

    /// <summary>For brokers: how they are reached. Null means plaintext and librdkafka's defaults.</summary>
    public KafkaConnection? Connection { get; init; }

    public bool IsEmbedded => Directory is not null;

    public static LogAddress Embedded(string directory) => new(Path.GetFullPath(directory), []);

    /// <summary>Reads <c>["embedded:DIR"]</c> or <c>["host:port", ...]</c>; the port is 9092 where it is left out.</summary>
    public static bool TryParse(IReadOnlyList<string> brokers, [NotNullWhen(true)] out LogAddress? address, out string error)
    {
        address = null;
        error = "";
        int embedded = brokers.Count(broker => broker.StartsWith(EmbeddedPrefix, StringComparison.Ordinal));
        if (brokers.Count == 0)
        {
            error = "needs at least one broker, or embedded:DIR for the log in a directory";
        }
        else if (embedded > 0 && brokers.Count > 1)
        {
            error = "embedded:DIR stands alone: a log is in one directory or on brokers, not both";
        }
        else if (embedded == 1)
        {
            TryParseDirectory(brokers[0][EmbeddedPrefix.Length..], out address, out error);
        }
        else
        {
            TryParseBrokers(brokers, out address, out error);
        }

        return address is not null;
    }

    public override string ToString() => Directory is null ? string.Join(",", Brokers) : EmbeddedPrefix + Directory;

    private static void TryParseDirectory(string directory, out LogAddress? address, out string error)
    {
        bool valid = directory.Length > 0 && !directory.Contains('\0', StringComparison.Ordinal);
        address = valid ? Embedded(directory) : null;
        error = valid ? "" : "embedded: needs a directory behind it, for example embedded:data/log";
    }

    private static void TryParseBrokers(IReadOnlyList<string> brokers, out LogAddress? address, out string error)
    {
        address = null;
        List<string> parsed = [];
        foreach (string broker in brokers)
        {
            int colon = broker.LastIndexOf(':');
            bool hasPort = colon >= 0 && !broker.EndsWith(']');
            string host = hasPort ? broker[..colon] : broker;
            if (host.Length == 0
                || host.Contains("://", StringComparison.Ordinal)
                || !host.AsSpan().ContainsAnyExceptInRange('0', '9')
                || (hasPort && !ushort.TryParse(broker.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _)))
            {
                error = $"\"{broker}\" is not host:port (nor embedded:DIR)";
                return;
            }

            parsed.Add(hasPort ? broker : broker + ":9092");
        }

        error = "";
        address = new LogAddress(null, parsed);
    }
}
