// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Exporters.PrometheusRemoteWrite;

/// <summary>What a receiver says that it took.</summary>
internal readonly record struct WrittenCounts(long Samples, long Histograms, long Exemplars);
