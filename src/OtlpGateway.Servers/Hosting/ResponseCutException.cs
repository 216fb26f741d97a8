// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Servers.Hosting;

/// <summary>
/// Ends an answer that cannot be completed: what was written still reaches the client, and then the connection ends
/// without the mark of a complete answer. Aborting instead would lose what was written last.
/// </summary>
public sealed class ResponseCutException : Exception
{
    public ResponseCutException()
        : base("The answer cannot be completed.")
    {
    }

    public ResponseCutException(string message)
        : base(message)
    {
    }

    public ResponseCutException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
