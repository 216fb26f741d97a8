// SPDX-License-Identifier: Apache-2.0

using System.Reflection;
using System.Xml.Linq;
using Xunit;

namespace OtlpGateway.Tests.Architecture;

/// <summary>Arrows between projects point one way: component projects to Pipeline to Wire, and never to each other.</summary>
public class ArrowsTests
{
    private const string Prefix = "OtlpGateway.";

    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Wire"] = [],
        ["Sketches"] = [],
        ["Detection"] = [],
        ["Compression"] = [],
        ["Prometheus"] = ["Wire"],
        ["Log"] = ["Wire"],
        ["ClickHouse"] = ["Wire", "Compression"],
        ["Pipeline"] = ["Wire"],
        ["Servers"] = ["Wire", "Compression", "Pipeline"],
        ["Clients"] = ["Wire", "Compression", "Pipeline", "Log"],
        ["Receivers"] = ["Wire", "Pipeline", "Servers", "Clients", "Log"],
        ["Processors"] = ["Wire", "Pipeline", "Clients", "Log", "Sketches", "Detection"],
        ["Connectors"] = ["Wire", "Pipeline"],
        ["Exporters"] = ["Wire", "Compression", "Pipeline", "Servers", "Clients", "Log", "ClickHouse", "Prometheus"],
        ["Extensions"] = ["Wire", "Compression", "Pipeline", "Servers", "Clients", "Log", "ClickHouse"],
    };

    public static TheoryData<string> Projects => [.. Allowed.Keys];

    [Fact]
    public void Allowed_NamesEveryProject()
    {
        string[] folders = [.. Directory.GetDirectories(Repository.PathOf("src")).Select(Path.GetFileName).OfType<string>().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))];
        Assert.Equal(
            Allowed.Keys.Order(StringComparer.Ordinal),
            folders.Select(folder => folder[Prefix.Length..]).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Assembly_References_OnlyWhatItsPlaceAllows(string project)
    {
        Assembly assembly = Assembly.Load(Prefix + project);
        string[] ours = [.. assembly.GetReferencedAssemblies().Select(name => name.Name!).Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))];
        Assert.Empty(ours.Except(Allowed[project].Select(allowed => Prefix + allowed)));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void ProjectFile_References_OnlyWhatItsPlaceAllows(string project)
    {
        XDocument file = XDocument.Load(Repository.PathOf("src", Prefix + project, Prefix + project + ".csproj"));
        string[] references = [.. file.Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')))];
        Assert.Empty(references.Except(Allowed[project].Select(allowed => Prefix + allowed)));
    }
}
