// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Benchmarks.Harness;

/// <summary>Seconds that one call took, on the clock and of the processors: all threads of this process.</summary>
internal readonly record struct Measurement(double Clock, double Processor);
