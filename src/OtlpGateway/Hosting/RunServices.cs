// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.Metrics;
using OtlpGateway.Pipeline.Health;

namespace OtlpGateway.Hosting;

/// <summary>The services of one run of a graph.</summary>
/// <param name="Provider">For components.</param>
/// <param name="Meter">Of this run's instruments.</param>
/// <param name="Health">What this run's components say of their readiness.</param>
/// <param name="DeadLetters">Null where none are kept; runs as long as the graph.</param>
internal sealed record RunServices(IServiceProvider Provider, Meter Meter, HealthBoard Health, DeadLetterStore? DeadLetters);
