// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Client;
using OtlpGateway.Pipeline.Delivery;

namespace OtlpGateway.Exporters.ClickHouse;

/// <summary>ClickHouse's errors as outcomes, by their numbers.</summary>
internal static class ClickHouseOutcomes
{
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
            _ => Outcome.Retry(Reasons.DestinationDown, message),
        };
    }
}
