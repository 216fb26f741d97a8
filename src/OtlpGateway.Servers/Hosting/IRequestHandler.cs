// SPDX-License-Identifier: Apache-2.0

using Microsoft.AspNetCore.Http;

namespace OtlpGateway.Servers.Hosting;

/// <summary>Answers every request of one <see cref="GatewayServer"/>. Thread-safe.</summary>
public interface IRequestHandler
{
    /// <summary>
    /// Answers. The context is reused for later requests: it must not be kept. An exception that escapes is logged, and
    /// the client gets 503 or, when the answer had begun, a broken connection.
    /// </summary>
    Task HandleAsync(HttpContext context);
}
