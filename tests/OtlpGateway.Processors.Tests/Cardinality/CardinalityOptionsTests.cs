// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Processors.Cardinality;
using Xunit;

namespace OtlpGateway.Processors.Tests.Cardinality;

public sealed class CardinalityOptionsTests
{
    [Theory]
    [InlineData("policies: [{label: ''}]", "policies::0::label")]
    [InlineData("policies: [{label: a, metric: ''}]", "policies::0::metric")]
    [InlineData("policies: [{label: a, action: limit}]", "policies::0::limit")]
    [InlineData("policies: [{label: a, limit: 5}]", "policies::0::limit")]
    [InlineData("policies: [{label: a, action: remove}]", "policies::0::action")]
    [InlineData("max_distinct: 1", "max_distinct")]
    [InlineData("max_random: 2000", "max_random")]
    [InlineData("restore_below: 1000", "restore_below")]
    [InlineData("window: 1s", "window")]
    [InlineData("review_interval: 2h", "review_interval")]
    [InlineData("min_dwell: -1s", "min_dwell")]
    [InlineData("min_observation: 1h", "min_observation")]
    [InlineData("max_labels: 0", "max_labels")]
    [InlineData("precision: 20", "precision")]
    [InlineData("max_labels: 20000", "max_memory_mib")]
    [InlineData("max_names_per_place: 1", "max_names_per_place")]
    [InlineData("other: ''", "other")]
    [InlineData("decisions: {}", "decisions::directory")]
    [InlineData("shapes: {uuid: limit}", "shapes::uuid")]
    [InlineData("shapes: {no: drop}", "shapes::no")]
    public void Bind_WrongOption_NamesIt(string yaml, string path)
    {
        ConfigDiagnostics diagnostics = new();
        OptionsBinder.BindYaml<CardinalityOptions>(yaml, diagnostics);

        Assert.Contains(diagnostics.Errors, error => error.ToString().Contains(path, StringComparison.Ordinal));
    }

    [Fact]
    public void Bind_MoreLabelsWithMoreMemory_IsAllowed()
    {
        CardinalityOptions options = CardinalityRig.Options("{max_labels: 20000, max_memory_mib: 128, shapes: {ip: keep, path: drop}}");

        Assert.Equal(LabelAction.Keep, options.Shapes.Ip);
        Assert.InRange(CardinalityMemory.MostBytes(options), 64L << 20, 128L << 20);
    }
}
