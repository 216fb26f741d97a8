// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Wire.Otlp.Splitting;

/// <summary>
/// Says which items of a request belong together. Implement it as a struct: the walk is compiled for it. Calls come in the
/// order of the request's bytes; the spans are valid during the call.
/// </summary>
public interface IItemGrouping
{
    /// <summary>A ResourceSpans, ResourceMetrics or ResourceLogs begins.</summary>
    void EnterResource(ReadOnlySpan<byte> resourceItems);

    /// <summary>A Metric begins, inside the resource entered last.</summary>
    void EnterMetric(ReadOnlySpan<byte> metric);

    /// <summary>The group of a span, data point or log record inside what was entered last: a small number, counted from 0.</summary>
    int GroupOf(ReadOnlySpan<byte> item);
}
