// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Exporters.Prometheus;

/// <summary>Data points of one batch that have series but are not kept.</summary>
/// <param name="NoRoom">There are as many series as are allowed.</param>
/// <param name="OtherType">A metric of the same name has another type, and a page shows one.</param>
/// <param name="Older">A newer point is there already.</param>
internal readonly record struct StoreTally(int NoRoom, int OtherType, int Older)
{
    public int Dropped => NoRoom + OtherType + Older;
}
