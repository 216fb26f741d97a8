// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.ClickHouse.Embedded;

/// <summary>The embedded store cannot be opened; the message tells the operator what to do.</summary>
public sealed class ChdbStartException : Exception
{
    public ChdbStartException()
    {
    }

    public ChdbStartException(string message)
        : base(message)
    {
    }

    public ChdbStartException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
