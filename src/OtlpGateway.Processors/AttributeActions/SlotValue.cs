// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.AttributeActions;

/// <summary>The body of an AnyValue: of the configuration, or a part of a run's scratch.</summary>
internal readonly record struct SlotValue(byte[]? Constant, int Start, int Length);
