// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Log.Contract;

/// <summary>Opens logs for components. One per process: components that name the same log share it.</summary>
public interface ILogClients
{
    /// <summary>
    /// Opens the log, or takes part in it where it is open. Throws <see cref="IOException"/>,
    /// <see cref="Files.LogInUseException"/>, <see cref="Format.LogFormatException"/> or
    /// <see cref="NotSupportedException"/>, each with a message for the operator.
    /// </summary>
    /// <param name="address">Where the log is.</param>
    /// <param name="options">For an embedded log: how it is kept. Null: the defaults, or what it was opened with.</param>
    ValueTask<ILogClient> OpenAsync(LogAddress address, EmbeddedLogOptions? options, CancellationToken cancellationToken);
}
