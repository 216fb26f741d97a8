// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Pipeline.Delivery;

/// <summary>
/// Told of every transition of a log range on its way into an exporter that stores it exactly once, when the transition
/// is durable and before the next one begins. For tests that stop a process, or an owner, between two of them; a gateway
/// has none.
/// </summary>
public interface IDeliverySteps
{
    /// <summary>The caller goes on when this returns.</summary>
    void Reached(DeliveryStep step);
}

/// <summary>The transitions in their order; see docs/delivery.md, and docs/reaggregate.md for the last three.</summary>
public enum DeliveryStep : byte
{
    /// <summary>The claim's row is inserted; whether it counts is not known yet.</summary>
    ClaimWritten = 1,

    /// <summary>The claim that counts was read back.</summary>
    ClaimRead,

    /// <summary>One block of the range is in one table.</summary>
    TableInserted,

    /// <summary>The claim is marked done.</summary>
    DoneWritten,

    /// <summary>The log knows that the group has finished the range.</summary>
    OffsetCommitted,

    /// <summary>The mark of what a step with a state is going to give out is saved; nothing of it is given out.</summary>
    EmissionMarked,

    /// <summary>It is given out, or could not be.</summary>
    Emitted,

    /// <summary>A state is saved; the group's offset is still where the one before stood.</summary>
    StateSaved,
}
