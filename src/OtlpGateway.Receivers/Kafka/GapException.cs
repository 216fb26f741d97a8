// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Receivers.Kafka;

/// <summary>The records from <see cref="From"/> on are not in the log; the next that are begin at <see cref="To"/>.</summary>
internal sealed class GapException(long from, long to, string message) : Exception(message)
{
    public long From { get; } = from;

    public long To { get; } = to;
}
