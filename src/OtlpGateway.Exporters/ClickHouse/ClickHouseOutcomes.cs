// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Client;
using OtlpGateway.Pipeline.Delivery;

namespace OtlpGateway.Exporters.ClickHouse;

/// <summary>ClickHouse's errors as outcomes, by their numbers.</summary>
internal static class ClickHouseOutcomes
{
    private static readonly TimeSpan MergePause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan OperatorPause = TimeSpan.FromSeconds(15);

    internal static Outcome Of(ClickHouseException failure, string endpoint)
    {
        string message = $"{endpoint}: {failure.Message}";
        if (!ClickHouseErrorCode.IsTemporary(failure.Code))
        {
            return Outcome.Rejected(Reasons.DestinationRejected, message);
        }

        return failure.Code switch
        {
            ClickHouseErrorCode.MemoryLimitExceeded => Outcome.Retry(Reasons.MemoryLimit, message),
            ClickHouseErrorCode.TimeoutExceeded or ClickHouseErrorCode.SocketTimeout => Outcome.Retry(Reasons.Timeout, message),

            // Merges have to catch up; every insert meanwhile makes it worse. The same number also means too many partitions
            // in one block, but our inserts have no limit there.
            ClickHouseErrorCode.TooManyParts => Outcome.Retry(Reasons.DestinationDown, message, MergePause),
            _ when ClickHouseErrorCode.NeedsOperator(failure.Code) => Outcome.Retry(Reasons.DestinationDown, message, OperatorPause),
            _ => Outcome.Retry(Reasons.DestinationDown, message),
        };
    }
}
