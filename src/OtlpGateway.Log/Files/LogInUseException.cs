// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Log.Files;

/// <summary>Another process, or another log in this one, has the directory open.</summary>
public sealed class LogInUseException : Exception
{
    public LogInUseException()
    {
    }

    public LogInUseException(string message)
        : base(message)
    {
    }

    public LogInUseException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
