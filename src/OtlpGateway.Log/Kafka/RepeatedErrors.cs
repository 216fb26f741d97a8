// SPDX-License-Identifier: Apache-2.0

using Confluent.Kafka;

namespace OtlpGateway.Log.Kafka;

/// <summary>
/// librdkafka reports with every attempt that a broker is away, for each of its clients: some 60 times a second. What is the
/// same is said once a minute, with how often it came. Thread-safe.
/// </summary>
internal sealed class RepeatedErrors(TimeProvider time)
{
    /// <summary>Texts name brokers and topics; a cluster has a bounded number of both.</summary>
    private const int MaxKnown = 256;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<(ErrorCode Code, string Text), (long Said, int Repeated)> _known = [];

    /// <param name="code">librdkafka's number.</param>
    /// <param name="text">Its text; without what differs from one attempt to the next where it is to be said.</param>
    /// <param name="repeated">How often the same was left out before.</param>
    public bool IsToBeSaid(ErrorCode code, ref string text, out int repeated)
    {
        // "1/1 brokers are down" and, while one of them is tried, "0/1 brokers are down".
        text = code == ErrorCode.Local_AllBrokersDown ? "No broker is reached; it is tried again" : WithoutDuration(text);
        long now = time.GetTimestamp();
        lock (_gate)
        {
            bool known = _known.TryGetValue((code, text), out (long Said, int Repeated) last);
            if (known && time.GetElapsedTime(last.Said, now) < Interval)
            {
                _known[(code, text)] = (last.Said, last.Repeated + 1);
                repeated = 0;
                return false;
            }

            if (!known && _known.Count >= MaxKnown)
            {
                _known.Clear();
            }

            _known[(code, text)] = (now, 0);
            repeated = last.Repeated;
            return true;
        }
    }

    /// <summary>"... failed: Connection refused (after 0ms in state CONNECT, 1 identical error(s) suppressed)".</summary>
    private static string WithoutDuration(string text) =>
        text.LastIndexOf(" (after ", StringComparison.Ordinal) is var at and > 0 && text.EndsWith(')') ? text[..at] : text;
}
