// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Receivers.Kafka.Replay;

/// <summary>A replay cannot be done, or not go on. The message says what to do.</summary>
public sealed class ReplayException : Exception
{
    public ReplayException()
    {
    }

    public ReplayException(string message)
        : base(message)
    {
    }

    public ReplayException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
