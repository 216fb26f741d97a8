// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Receivers.Otlp.Deduplication;

internal enum Recognition : byte
{
    /// <summary>Not seen before, or not stored then: deliver it.</summary>
    New = 1,

    /// <summary>The same bytes are being delivered now: share that outcome.</summary>
    InProgress,

    /// <summary>Stored already: answer success.</summary>
    Stored,
}
