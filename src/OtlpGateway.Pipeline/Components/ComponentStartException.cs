// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Pipeline.Components;

/// <summary>A component cannot start: a port in use, a directory it may not write, a file that is missing.</summary>
public sealed class ComponentStartException : Exception
{
    public ComponentStartException()
    {
    }

    public ComponentStartException(string message)
        : base(message)
    {
    }

    public ComponentStartException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
