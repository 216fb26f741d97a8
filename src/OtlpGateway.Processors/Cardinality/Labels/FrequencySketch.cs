// SPDX-License-Identifier: Apache-2.0

using System.Runtime.CompilerServices;
using OtlpGateway.Sketches;

namespace OtlpGateway.Processors.Cardinality.Labels;

/// <summary>
/// How often values of all labels came in this window, of one value in four: enough to tell labels whose values come back
/// from those whose do not, also when there are millions. Threads share it without a lock: a count that is lost now and
/// then does not matter.
/// </summary>
internal sealed class FrequencySketch
{
    private const int SampleBits = 2;

    private readonly uint[] _counters = new uint[CardinalityMemory.Counters];

    /// <summary>By the value alone, so that a value is always or never counted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsSampled(ulong hash) => hash >> (64 - SampleBits) == 0;

    /// <summary>How often it came by now.</summary>
    public uint Add(ulong hash) => CountMin.Add(_counters, hash);

    public void Clear() => Array.Clear(_counters);
}
