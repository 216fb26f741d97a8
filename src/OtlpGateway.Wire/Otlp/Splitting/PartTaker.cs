// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Buffers;

namespace OtlpGateway.Wire.Otlp.Splitting;

/// <summary>Gets a part of a request, which it owns.</summary>
/// <param name="part">One request.</param>
/// <param name="items">Its spans, data points or log records.</param>
/// <param name="group">The group that all of them belong to.</param>
public delegate void PartTaker(PooledBuffer part, int items, int group);
