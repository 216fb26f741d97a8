// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Wire.Otlp.Edge;

/// <summary>What every kind of data point has: two times and the flags.</summary>
internal struct PointFindings
{
    internal ulong Start;
    internal ulong Time;
    internal uint Flags;

    /// <summary>A staleness marker: whatever value it carries means nothing.</summary>
    internal readonly bool HasNoRecordedValue => DataPointFlags.HasNoRecordedValue(Flags);

    /// <param name="startMatters">False for gauges, whose start time has no meaning.</param>
    internal readonly ItemFault TimeFault(bool startMatters) =>
        Time == 0 ? ItemFault.MissingTime :
        Time > long.MaxValue || Start > long.MaxValue ? ItemFault.TimeOutOfRange :
        startMatters && Start > Time ? ItemFault.StartAfterTime :
        ItemFault.None;
}
