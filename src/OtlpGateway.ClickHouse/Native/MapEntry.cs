// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.ClickHouse.Native;

/// <summary>One entry of a map that is to be written.</summary>
/// <param name="Key">The key's number in the column's dictionary.</param>
/// <param name="Start">Where the value is: from zero on in the request, below zero as its complement in the rendered text.</param>
/// <param name="Length">The value's bytes.</param>
internal readonly record struct MapEntry(int Key, int Start, int Length);
