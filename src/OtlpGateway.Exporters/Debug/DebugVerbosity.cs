// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Exporters.Debug;

/// <summary>How much the exporter says of a batch.</summary>
public enum DebugVerbosity
{
    /// <summary>One line: the signal and how many items.</summary>
    Basic,

    /// <summary>One line: that, and the bytes and resources.</summary>
    Normal,

    /// <summary>The batch as OTLP/JSON.</summary>
    Detailed,
}
