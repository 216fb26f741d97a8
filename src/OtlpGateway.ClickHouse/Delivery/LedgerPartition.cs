// SPDX-License-Identifier: Apache-2.0

using System.Globalization;

namespace OtlpGateway.ClickHouse.Delivery;

/// <summary>One partition of a topic as one consumer group reads it into one set of tables.</summary>
/// <param name="Target">The signal's first table: the same log may feed several exporters.</param>
public readonly record struct LedgerPartition(string Target, string Group, string Topic, int Partition)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Target}/{Group}/{Topic}/{Partition}");
}
