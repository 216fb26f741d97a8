// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Pipeline.Health;

/// <summary>
/// One cause that several parts of a component run into, such as brokers that three signals write to: the first that finds
/// them away and the last that finds them back have something to say. Thread-safe.
/// </summary>
public sealed class SharedOutage
{
    private int _parts;

    /// <summary>A part that was well is not any more. True when it is the first, so that the cause is to be told.</summary>
    public bool Begin() => Interlocked.Increment(ref _parts) == 1;

    /// <summary>A part that had begun is well again, or gone. True when it is the last.</summary>
    public bool End() => Interlocked.Decrement(ref _parts) == 0;
}
