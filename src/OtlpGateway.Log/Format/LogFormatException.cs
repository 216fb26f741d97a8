// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Log.Format;

/// <summary>The files of a log are not of a layout that this release reads. The message names the file and what to do.</summary>
public sealed class LogFormatException : Exception
{
    public LogFormatException()
    {
    }

    public LogFormatException(string message)
        : base(message)
    {
    }

    public LogFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
