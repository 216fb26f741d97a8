// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Composition;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Configuration;
using Xunit;

namespace OtlpGateway.Tests.Architecture;

/// <summary>A component is one folder that shows all of it.</summary>
public class ComponentFolderTests
{
    private static readonly string[] ComponentAssemblies =
        ["OtlpGateway.Receivers", "OtlpGateway.Processors", "OtlpGateway.Connectors", "OtlpGateway.Exporters", "OtlpGateway.Extensions"];

    public static TheoryData<string> Factories =>
        [.. GatewayComponents.CreateRegistry().Factories.Select(factory => factory.GetType().FullName!)];

    [Theory]
    [MemberData(nameof(Factories))]
    public void Folder_OfComponent_HasOptionsFactoryAndReadme(string factory)
    {
        string folder = FolderOf(factory);
        Assert.NotEmpty(Directory.GetFiles(folder, "*Options.cs", SearchOption.AllDirectories));
        Assert.NotEmpty(Directory.GetFiles(folder, "*Factory.cs"));
        Assert.True(File.Exists(Path.Combine(folder, "README.md")), $"{folder} has no README.md");
    }

    [Theory]
    [MemberData(nameof(Factories))]
    public void Readme_OfComponent_NamesItsType(string factory)
    {
        ComponentFactory component = GatewayComponents.CreateRegistry().Factories.Single(candidate => candidate.GetType().FullName == factory);
        Assert.Contains($"`{component.Type}`", File.ReadAllText(Path.Combine(FolderOf(factory), "README.md")), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Factories))]
    public void Options_OfComponent_CanBeBound(string factory) => OptionsBinder.RequireBindable(
        GatewayComponents.CreateRegistry().Factories.Single(candidate => candidate.GetType().FullName == factory).OptionsType);

    [Fact]
    public void Registry_HasEveryFactoryOfTheComponentProjects()
    {
        IEnumerable<Type> all = ComponentAssemblies
            .SelectMany(name => System.Reflection.Assembly.Load(name).GetTypes())
            .Where(type => type is { IsAbstract: false } && type.IsAssignableTo(typeof(ComponentFactory)));
        Assert.Equal(
            all.Select(type => type.FullName).Order(StringComparer.Ordinal),
            GatewayComponents.CreateRegistry().Factories.Select(factory => factory.GetType().FullName).Order(StringComparer.Ordinal));
    }

    // The namespace is the folder: OtlpGateway.Receivers.Otlp is src/OtlpGateway.Receivers/Otlp.
    private static string FolderOf(string factory)
    {
        string[] parts = factory.Split('.');
        return Repository.PathOf(["src", $"{parts[0]}.{parts[1]}", .. parts[2..^1]]);
    }
}
