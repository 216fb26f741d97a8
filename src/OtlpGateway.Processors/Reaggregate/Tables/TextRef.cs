// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.Reaggregate.Tables;

/// <summary>Bytes in a <see cref="ByteArena"/>.</summary>
internal readonly record struct TextRef(int Offset, int Length);
