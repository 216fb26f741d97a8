// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Hosting.Options;

/// <summary>The least important console line that is written.</summary>
internal enum TelemetryLogLevel
{
    Debug,
    Info,
    Warn,
    Error,
}
