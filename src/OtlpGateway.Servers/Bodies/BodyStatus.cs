// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Servers.Bodies;

/// <summary>How reading or decompressing a body ended. Everything but <see cref="Complete"/> leaves nothing behind.</summary>
public enum BodyStatus : byte
{
    Complete = 1,

    /// <summary>It is, or would become, larger than the limit.</summary>
    TooLarge,

    /// <summary>The memory budget has no room for it now.</summary>
    NoMemory,

    /// <summary>It does not decompress, or ends too early.</summary>
    Malformed,
}
