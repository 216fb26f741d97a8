// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.ClickHouse.Delivery;

/// <summary>A range cuts across one that was claimed before: writing it would store the overlap twice.</summary>
public sealed class ClaimConflictException : Exception
{
    public ClaimConflictException()
    {
    }

    public ClaimConflictException(string message)
        : base(message)
    {
    }

    public ClaimConflictException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
