// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Telemetry;

internal enum MetricKind : byte
{
    /// <summary>Measurements add up and never fall.</summary>
    Counter = 1,

    /// <summary>Measurements add up and may fall.</summary>
    UpDown,

    /// <summary>A measurement replaces the one before.</summary>
    Gauge,

    /// <summary>A measurement is the running total.</summary>
    ObservedCounter,

    Histogram,
}
