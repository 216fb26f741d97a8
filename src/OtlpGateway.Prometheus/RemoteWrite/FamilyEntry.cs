// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Prometheus.Series;

namespace OtlpGateway.Prometheus.RemoteWrite;

/// <summary>A metric family of a block.</summary>
internal readonly record struct FamilyEntry(ByteRange Name, ByteRange Unit, ByteRange Help, MetricType Type);
