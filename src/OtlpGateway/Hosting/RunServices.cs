// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.Metrics;
using OtlpGateway.Pipeline.Health;

namespace OtlpGateway.Hosting;

/// <summary>The services of one run of a graph.</summary>
internal sealed record RunServices(IServiceProvider Provider, Meter Meter, HealthBoard Health);
