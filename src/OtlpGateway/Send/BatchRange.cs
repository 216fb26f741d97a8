// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Send;

/// <summary>The counters of one request of each signal.</summary>
/// <param name="First">Counted from 1 over the whole run.</param>
/// <param name="Count">How many.</param>
internal readonly record struct BatchRange(long First, int Count);
