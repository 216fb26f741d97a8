// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Composition;
using OtlpGateway.Pipeline.Components;
using Xunit;

namespace OtlpGateway.Tests.Architecture;

/// <summary>The table of components and the components themselves say the same.</summary>
public class DocumentationTests
{
    [Fact]
    public void ComponentsTable_NamesEveryComponent()
    {
        string table = File.ReadAllText(Repository.PathOf("docs", "components.md"));
        IEnumerable<string> missing = GatewayComponents.CreateRegistry().Factories
            .Where(factory => !table.Contains($"`{factory.Type}`", StringComparison.Ordinal))
            .Select(factory => $"{ComponentNames.Of(factory.Kind)} {factory.Type}");
        Assert.Empty(missing);
    }
}
