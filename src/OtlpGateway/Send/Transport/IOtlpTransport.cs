// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Clients.Otlp;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Send.Transport;

/// <summary>One connection over which requests go one after the other.</summary>
internal interface IOtlpTransport : IDisposable
{
    /// <summary>
    /// Makes one attempt. What goes wrong on the way is an answer; only cancellation throws. The body is borrowed until the
    /// task ends.
    /// </summary>
    Task<ExportAnswer> SendAsync(Signal signal, ReadOnlyMemory<byte> body, CancellationToken cancellationToken);
}
