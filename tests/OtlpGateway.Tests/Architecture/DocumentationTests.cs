// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Composition;
using OtlpGateway.Pipeline.Components;
using Xunit;

namespace OtlpGateway.Tests.Architecture;

/// <summary>The table of components and the components themselves say the same.</summary>
public class DocumentationTests
{
    [Fact]
    public void CompatibilityTable_NamesEveryComponent()
    {
        string[] rows = File.ReadAllLines(Repository.PathOf("docs", "compatibility.md"));
        IEnumerable<string> missing = GatewayComponents.CreateRegistry().Factories
            .Where(factory => !rows.Any(row =>
                row.StartsWith($"| {ComponentNames.Of(factory.Kind)} |", StringComparison.Ordinal)
                && row.Contains($"`{factory.Type}`", StringComparison.Ordinal)))
            .Select(factory => $"{ComponentNames.Of(factory.Kind)} {factory.Type}");
        Assert.Empty(missing);
    }
}
