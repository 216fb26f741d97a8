// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Tests.Graph;
using Xunit;

namespace OtlpGateway.Pipeline.Tests.Configuration;

/// <summary>Series that become one and are added up by nobody are told of before they are wrong.</summary>
public sealed class MergedSeriesCheckTests : IDisposable
{
    private const string Components = """
        receivers: {test_receiver: }
        processors: {test_processor: , series_merger: , series_adder: }
        exporters: {test_exporter: , own_log: }
        connectors: {pass_on: }
        service:
          pipelines:

        """;

    private readonly TestGraph _graph = new();

    public void Dispose() => _graph.Dispose();

    [Theory]
    [InlineData("metrics: {receivers: [test_receiver], processors: [series_merger], exporters: [test_exporter]}", "put reaggregate behind it")]
    [InlineData("metrics: {receivers: [test_receiver], processors: [series_adder, series_merger], exporters: [own_log, test_exporter]}", "\"series_adder\" stands before it; put it behind")]
    [InlineData("metrics: {receivers: [test_receiver], processors: [series_merger], exporters: [pass_on]}\n    metrics/2: {receivers: [pass_on], exporters: [test_exporter]}", "put reaggregate behind it")]
    public void Read_NothingAddsMergedSeriesUp_Warns(string pipelines, string advice)
    {
        _graph.Read($"{Components}    {pipelines}");
        Assert.Empty(_graph.Diagnostics.Errors);
        Assert.Contains(advice, Assert.Single(_graph.Diagnostics.Warnings).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("metrics: {receivers: [test_receiver], processors: [series_merger, series_adder], exporters: [test_exporter]}")]
    [InlineData("metrics: {receivers: [test_receiver], processors: [series_merger], exporters: [own_log]}")]
    [InlineData("traces: {receivers: [test_receiver], processors: [series_merger], exporters: [test_exporter]}")]
    [InlineData("metrics: {receivers: [test_receiver], processors: [test_processor], exporters: [test_exporter]}")]
    [InlineData("metrics: {receivers: [test_receiver], processors: [series_merger], exporters: [pass_on]}\n    metrics/2: {receivers: [pass_on], processors: [series_adder], exporters: [test_exporter]}")]
    public void Read_SomethingAddsThemUp_IsSilent(string pipelines)
    {
        _graph.Read($"{Components}    {pipelines}");
        Assert.Empty(_graph.Diagnostics.Errors);
        Assert.Empty(_graph.Diagnostics.Warnings);
    }
}
