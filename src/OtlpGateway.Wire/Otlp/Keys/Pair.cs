// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Wire.Otlp.Keys;

/// <summary>Where a key with its value stands in a text, and the how-manieth it was.</summary>
internal readonly record struct Pair(int Start, int Value, int End, int Index);
