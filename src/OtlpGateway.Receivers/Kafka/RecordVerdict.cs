// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Receivers.Kafka;

/// <param name="Items">Items that were taken over.</param>
/// <param name="RejectedItems">Items that were left out.</param>
/// <param name="Fault">Why nothing was taken over; empty when the record is a request.</param>
internal readonly record struct RecordVerdict(int Items, int RejectedItems, string Fault)
{
    public bool IsPoison => Fault.Length > 0;

    public static RecordVerdict Poison(string fault) => new(0, 0, fault);
}
