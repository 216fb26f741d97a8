// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.ClickHouse.Native;

/// <summary>How the entries of an attribute list are written as a map.</summary>
/// <param name="Positions">Of the list's entries, in ascending order of their keys' bytes; of equal keys the last one only.</param>
/// <param name="Keys">The keys' numbers in the column's dictionary, in the same order.</param>
internal sealed record KeyOrder(int[] Positions, int[] Keys);
