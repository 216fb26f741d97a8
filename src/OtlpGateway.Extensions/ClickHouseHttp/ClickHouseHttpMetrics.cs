// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.Metrics;

namespace OtlpGateway.Extensions.ClickHouseHttp;

internal sealed class ClickHouseHttpMetrics(Meter meter)
{
    private readonly Histogram<double> _duration = meter.CreateHistogram<double>(
        "otlpgateway_clickhouse_http_query_duration_seconds", "s", "Time from a query's request to the end of its answer");

    /// <param name="outcome"><c>success</c>, <c>failure</c> or <c>cancelled</c>.</param>
    public void Record(string outcome, TimeSpan elapsed) =>
        _duration.Record(elapsed.TotalSeconds, new KeyValuePair<string, object?>("outcome", outcome));
}
