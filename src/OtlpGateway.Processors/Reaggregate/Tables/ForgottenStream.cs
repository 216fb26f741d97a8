// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.Reaggregate.Tables;

/// <summary>What is left of a cumulative stream whose value is in a total already.</summary>
internal struct ForgottenStream : IKeyed
{
    public Key128 Key;

    /// <summary>The time of its last point.</summary>
    public ulong TimeUnixNano;

    readonly Key128 IKeyed.Key => Key;
}
