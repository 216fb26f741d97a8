// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Benchmarks.Harness;

/// <summary>Some benchmarks that share their set-up. Registered in Program.cs.</summary>
internal interface IBenchmarkGroup
{
    /// <summary>First part of the names of its benchmarks, for example <c>wire</c>.</summary>
    string Name { get; }

    /// <summary>Sets up and measures. Ask <see cref="BenchmarkRunner.Wants"/> before an expensive set-up.</summary>
    void Run(BenchmarkRunner runner);
}
