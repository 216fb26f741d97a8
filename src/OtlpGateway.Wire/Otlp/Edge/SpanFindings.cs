// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Wire.Otlp.Edge;

/// <summary>What one span turned out to hold, of what decides whether it is accepted.</summary>
internal struct SpanFindings
{
    internal bool HasTraceId;
    internal bool HasSpanId;
    internal bool HasBadParent;
    internal int NameStart;
    internal int NameLength;

    internal readonly ItemFault Fault =>
        !HasTraceId ? ItemFault.InvalidTraceId :
        !HasSpanId ? ItemFault.InvalidSpanId :
        HasBadParent ? ItemFault.InvalidParentSpanId :
        ItemFault.None;
}
