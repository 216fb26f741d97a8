// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Wire.Otlp.Edge;

/// <summary>What one metric turned out to hold, of what decides about its points.</summary>
internal struct MetricFindings
{
    private const int Delta = 1;
    private const int Cumulative = 2;

    internal MetricKind Kind;
    internal int NameStart;
    internal int NameLength;
    internal int Temporality;
    internal bool IsMonotonic;
    internal int Points;
    internal int Negatives;
    internal int RejectedPoints;
    internal ItemFault FirstPointFault;

    /// <summary>What is wrong with the metric as a whole: it rejects every point.</summary>
    internal readonly ItemFault Fault =>
        NameLength == 0 ? ItemFault.MissingMetricName :
        HasTemporality && Temporality is not (Delta or Cumulative) ? ItemFault.UnknownTemporality :
        ItemFault.None;

    private readonly bool HasTemporality =>
        Kind is MetricKind.Sum or MetricKind.Histogram or MetricKind.ExponentialHistogram;

    /// <summary>
    /// Another data member begins: one of the same kind is merged with what there was, one of another kind replaces it.
    /// </summary>
    /// <returns>True when something is replaced.</returns>
    internal bool Switch(MetricKind kind)
    {
        if (Kind == kind)
        {
            return false;
        }

        bool replaced = Kind != MetricKind.None;
        Kind = kind;
        Temporality = 0;
        IsMonotonic = false;
        Points = Negatives = RejectedPoints = 0;
        FirstPointFault = ItemFault.None;
        return replaced;
    }

    internal void AddPoint(ItemFault fault)
    {
        Points++;
        if (fault == ItemFault.None)
        {
            return;
        }

        if (RejectedPoints++ == 0)
        {
            FirstPointFault = fault;
        }
    }
}
