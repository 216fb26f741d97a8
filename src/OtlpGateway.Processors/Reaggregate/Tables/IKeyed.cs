// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.Reaggregate.Tables;

/// <summary>A record that is found by a key.</summary>
internal interface IKeyed
{
    Key128 Key { get; }
}
