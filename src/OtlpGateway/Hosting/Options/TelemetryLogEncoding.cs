// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Hosting.Options;

internal enum TelemetryLogEncoding
{
    /// <summary>One readable line an event.</summary>
    Console,

    /// <summary>One JSON object a line.</summary>
    Json,
}
