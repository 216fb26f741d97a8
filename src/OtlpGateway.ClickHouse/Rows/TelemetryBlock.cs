// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Native;

namespace OtlpGateway.ClickHouse.Rows;

/// <summary>A block of one of the telemetry tables.</summary>
internal abstract class TelemetryBlock : NativeBlock
{
    protected TelemetryBlock(OriginColumns origin)
    {
        Origin = origin;
    }

    protected OriginColumns Origin { get; }

    internal override void Clear()
    {
        base.Clear();
        Origin.Reset();
    }

    public override void Dispose()
    {
        base.Dispose();
        Origin.Dispose();
    }
}
