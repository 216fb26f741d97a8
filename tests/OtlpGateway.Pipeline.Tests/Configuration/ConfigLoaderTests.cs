// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;
using Xunit;

namespace OtlpGateway.Pipeline.Tests.Configuration;

public sealed class ConfigLoaderTests : IDisposable
{
    private static readonly Dictionary<string, string> Environment = new()
    {
        ["HOST"] = "here",
        ["PORT"] = "4317",
        ["OCTAL"] = "0123",
        ["FLAG"] = "true",
        ["LIST"] = "[a, b]",
        ["MAP"] = "{size: 9}",
        ["EMPTY"] = "",
        ["NAME"] = "HOST",
        ["REF"] = "${env:HOST}",
        ["LOOP"] = "${env:LOOP}",
        ["DOLLAR"] = "a$$b",
        ["PASSWORD"] = "\"quoted\": {",
        ["SPACED"] = "a: b: c",
        ["CONFIG"] = "exporters: {x: {endpoint: from-env}}",
    };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("otlp-gateway-config");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("${env:HOST}", "here")]
    [InlineData("${HOST}", "here")]
    [InlineData("${env:HOST}:${env:PORT}", "here:4317")]
    [InlineData("${env:OCTAL}", "0123")]
    [InlineData("x${env:OCTAL}", "x0123")]
    [InlineData("${env:FLAG}", "true")]
    [InlineData("${env:LIST}", "[a, b]")]
    [InlineData("${env:EMPTY}", "")]
    [InlineData("${env:NONE:-}", "")]
    [InlineData("${env:NONE:-other}", "other")]
    [InlineData("${NONE:-other}", "other")]
    [InlineData("${env:HOST:-other}", "here")]
    [InlineData("${env:${env:NAME}}", "here")]
    [InlineData("${env:NONE:-${env:HOST}}", "here")]
    [InlineData("${env:REF}", "here")]
    [InlineData("${yaml:text}", "text")]
    [InlineData("$HOST", "$HOST")]
    [InlineData("$$HOST", "$HOST")]
    [InlineData("$${env:HOST}", "${env:HOST}")]
    [InlineData("$$${env:HOST}", "$here")]
    [InlineData("$$$${env:HOST}", "$${env:HOST}")]
    [InlineData("${env:DOLLAR}", "a$b")]
    [InlineData("${env:PASSWORD}", "\"quoted\": {")]
    [InlineData("${env:SPACED}", "a: b: c")]
    [InlineData("a}b", "a}b")]
    [InlineData("${env:HOST", "${env:HOST")]
    public void Expand_StringOption_TakesOriginalText(string text, string expected)
    {
        SampleOptions options = BindText($"password: '{text}'", out ConfigDiagnostics diagnostics);
        Assert.Empty(diagnostics.Errors);
        Assert.Equal(expected, options.Password);
    }

    [Fact]
    public void Expand_TypedOptions_TakeTypedValue()
    {
        SampleOptions options = BindText(
            """
            limit: ${env:OCTAL}
            port: "${env:PORT}"
            verbose: ${FLAG}
            topics: ${env:LIST}
            always: ${env:MAP}
            timeout: ${env:NONE:-3s}
            max_recv_msg_size_mib: ${env:EMPTY}
            """,
            out ConfigDiagnostics diagnostics);
        Assert.Empty(diagnostics.Errors);
        Assert.Equal(83, options.Limit);
        Assert.Equal(4317, options.Port);
        Assert.True(options.Verbose);
        Assert.Equal(["a", "b"], options.Topics);
        Assert.Equal(9, options.Always.Size);
        Assert.Equal(TimeSpan.FromSeconds(3), options.Timeout);
        Assert.Equal(4, options.MaxRecvMsgSizeMib);
    }

    [Theory]
    [InlineData("${1}", "c.yaml:1:11: endpoint: ${1}: \"1\" is not the name of an environment variable; to write a \"${\" that is not a reference, write \"$${\"")]
    [InlineData("${env:a-b}", "c.yaml:1:11: endpoint: ${env:a-b}: \"a-b\" is not the name of an environment variable; to write a \"${\" that is not a reference, write \"$${\"")]
    [InlineData("${http:x}", "c.yaml:1:11: endpoint: ${http:x}: \"http:\" is not supported: the gateway does not fetch its configuration over the network; download it and name the file")]
    [InlineData("${vault:x}", "c.yaml:1:11: endpoint: ${vault:x}: scheme \"vault\" is not supported; use one of env, file, yaml")]
    [InlineData("${file:/does/not/exist}", "c.yaml:1:11: endpoint: ${file:/does/not/exist}: cannot read \"/does/not/exist\": there is no such file")]
    [InlineData("${env:a$b}", "c.yaml:1:11: endpoint: \"${env:a$b}\" has a \"$\" inside that starts no reference")]
    [InlineData("${env:LOOP}", "c.yaml:1:11: endpoint: references lead back to themselves")]
    public void Expand_BadReference_IsAnError(string text, string expected)
    {
        BindText($"endpoint: '{text}'", out ConfigDiagnostics diagnostics);
        Assert.Equal(expected, Assert.Single(diagnostics.Errors).ToString());
    }

    [Fact]
    public void Expand_UnsetVariable_CountsAsEmptyWithWarning()
    {
        SampleOptions options = BindText("limit: ${env:NONE}\nendpoint: x${env:NONE}y", out ConfigDiagnostics diagnostics);
        Assert.Null(options.Limit);
        Assert.Equal("xy", options.Endpoint);
        Assert.Equal(
            ["c.yaml:1:8: limit: the environment variable NONE is not set; it counts as empty", "c.yaml:2:11: endpoint: the environment variable NONE is not set; it counts as empty"],
            diagnostics.Warnings.Select(warning => warning.ToString()));
    }

    [Fact]
    public void Expand_FileReference_KeepsLinesOfThatFile()
    {
        string file = Write("section.yaml", "# comment\nsiz: 1\n");
        BindText($"always: ${{file:{file}}}", out ConfigDiagnostics diagnostics);
        Assert.Equal($"{file}:2:1: always::siz: unknown key; did you mean \"size\"?", Assert.Single(diagnostics.Errors).ToString());
    }

    [Fact]
    public void Expand_TextFile_LosesLastLineBreakOnly()
    {
        string file = Write("secret", "-----BEGIN KEY-----\nabc\n-----END KEY-----\n");
        SampleOptions options = BindText($"endpoint: ${{file:{file}}}", out _);
        Assert.Equal("-----BEGIN KEY-----\nabc\n-----END KEY-----", options.Endpoint);
    }

    [Fact]
    public void Expand_Keys_AreLeftAlone()
    {
        ConfigMap root = LoadYaml("${env:HOST}: 1", out _);
        Assert.Equal("${env:HOST}", Assert.Single(root.Entries).Key);
    }

    [Fact]
    public void Load_SeveralSources_LaterWinsAndMapsMerge()
    {
        string first = Write("a.yaml", "exporters:\n  x: {endpoint: a, topics: [1], port: 1}\nreceivers: {r: {}}\nprocessors: {p: {}}\n");
        string second = Write("b.yaml", "exporters:\n  x: {endpoint: b, topics: [2]}\nreceivers:\nprocessors: {}\n");
        ConfigMap root = Load([first, $"file:{second}", "yaml:exporters::x::port: 2", "env:CONFIG"], ["exporters.x.limit=0x10"], out ConfigDiagnostics diagnostics);
        Assert.Empty(diagnostics.Errors);
        Assert.Equal("from-env", Scalar(root, "exporters", "x", "endpoint"));
        Assert.Equal("2", Scalar(root, "exporters", "x", "port"));
        Assert.Equal("0x10", Scalar(root, "exporters", "x", "limit"));
        ConfigList topics = Assert.IsType<ConfigList>(Find(root, "exporters", "x", "topics"));
        Assert.Equal("2", Assert.IsType<ConfigScalar>(Assert.Single(topics.Items)).Text);
        Assert.IsType<ConfigNull>(Find(root, "receivers"));
        Assert.NotNull(Find(root, "processors", "p"));
    }

    [Fact]
    public void Load_OverrideInsideSection_KeepsThePlaceOfTheSection()
    {
        string file = Write("a.yaml", "exporters:\n  x: {port: 1}\n");
        ConfigMap root = Load([file], ["exporters.x.port=2"], out _);
        ConfigMap exporters = Assert.IsType<ConfigMap>(Find(root, "exporters"));
        Assert.Equal(new ConfigMark(file, 2, 3), exporters.Find("x")!.KeyMark);
        Assert.Equal("--set exporters.x.port", ((ConfigMap)exporters.Find("x")!.Value).Find("port")!.KeyMark.Source);
    }

    [Theory]
    [InlineData("", "c.yaml: empty configuration file")]
    [InlineData("# nothing", "c.yaml: empty configuration file")]
    [InlineData("[a]", "c.yaml:1:1: expected a map of receivers, processors, exporters, connectors, extensions and service, found a list")]
    [InlineData("a: 1\na: 2", "c.yaml:2:1: the key \"a\" is written twice in this map")]
    [InlineData("a: *b", "c.yaml:1:4: not valid YAML: there is no anchor \"b\" above this alias")]
    [InlineData("? [a]\n: b", "c.yaml:1:3: not valid YAML: a key must be a plain value")]
    [InlineData("<<: 1", "c.yaml:1:1: \"<<\" takes a map or a list of maps")]
    public void Load_BadDocument_SaysWhere(string yaml, string expected)
    {
        LoadYaml(yaml, out ConfigDiagnostics diagnostics);
        Assert.Equal(expected, Assert.Single(diagnostics.Errors).ToString());
    }

    [Fact]
    public void Load_NotYaml_SaysLineAndColumn()
    {
        LoadYaml("a:\n  - b\n c: [", out ConfigDiagnostics diagnostics);
        ConfigDiagnostic error = Assert.Single(diagnostics.Errors);
        Assert.Equal(3, error.Mark.Line);
        Assert.StartsWith("not valid YAML: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_AnchorsAndMergeKeys_AreResolved()
    {
        ConfigMap root = LoadYaml("a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3}\nc: *a", out ConfigDiagnostics diagnostics);
        Assert.Empty(diagnostics.Errors);
        Assert.Equal("1", Scalar(root, "b", "x"));
        Assert.Equal("3", Scalar(root, "b", "y"));
        Assert.Equal("2", Scalar(root, "c", "y"));
    }

    [Fact]
    public void Load_AliasesOfAliases_AreBounded()
    {
        string yaml = "a0: &a0 [1]\n" + string.Join('\n', Enumerable.Range(1, 9).Select(i => $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]"));
        LoadYaml(yaml, out ConfigDiagnostics diagnostics);
        Assert.Contains("counting what aliases stand for", Assert.Single(diagnostics.Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_DeepNesting_IsBounded()
    {
        LoadYaml(string.Concat(Enumerable.Repeat("[", 5000)), out ConfigDiagnostics diagnostics);
        Assert.Contains("nested deeper than 100 levels", Assert.Single(diagnostics.Errors).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("novalue", "--set novalue: expected key=value, for example --set processors.batch.timeout=2s")]
    [InlineData("=x", "--set : expected key=value, for example --set processors.batch.timeout=2s")]
    public void Load_BadOverride_IsAnError(string setting, string expected)
    {
        Load(["yaml:a: 1"], [setting], out ConfigDiagnostics diagnostics);
        Assert.Equal(expected, Assert.Single(diagnostics.Errors).ToString());
    }

    [Fact]
    public void Load_NoSource_IsAnError()
    {
        Load([], [], out ConfigDiagnostics diagnostics);
        Assert.Contains("at least one config flag must be provided", Assert.Single(diagnostics.Errors).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("missing.yaml", "missing.yaml: cannot read \"missing.yaml\": there is no such file")]
    [InlineData("env:NONE", "env:NONE: the environment variable NONE is not set")]
    [InlineData("http://x/y", "http://x/y: \"http:\" is not supported: the gateway does not fetch its configuration over the network; download it and name the file")]
    public void Load_UnreadableSource_SaysWhich(string source, string expected)
    {
        Load([source], [], out ConfigDiagnostics diagnostics);
        Assert.Equal(expected, Assert.Single(diagnostics.Errors).ToString());
    }

    private static ConfigMap Load(string[] sources, string[] overrides, out ConfigDiagnostics diagnostics)
    {
        diagnostics = new ConfigDiagnostics();
        return ConfigLoader.Load(
            new ConfigInput { Sources = sources, Overrides = overrides, Environment = Environment.GetValueOrDefault }, diagnostics);
    }

    private ConfigMap LoadYaml(string yaml, out ConfigDiagnostics diagnostics)
    {
        string path = Write("c.yaml", yaml);
        ConfigMap root = Load([path], [], out ConfigDiagnostics found);
        diagnostics = new ConfigDiagnostics();
        foreach (ConfigDiagnostic error in found.Errors)
        {
            diagnostics.Error(error.Mark with { Source = error.Mark.Source == path ? "c.yaml" : error.Mark.Source }, error.Path, error.Message);
        }

        foreach (ConfigDiagnostic warning in found.Warnings)
        {
            diagnostics.Warning(warning.Mark with { Source = warning.Mark.Source == path ? "c.yaml" : warning.Mark.Source }, warning.Path, warning.Message);
        }

        return root;
    }

    private SampleOptions BindText(string yaml, out ConfigDiagnostics diagnostics)
    {
        ConfigMap root = LoadYaml(yaml, out diagnostics);
        return (SampleOptions)OptionsBinder.Bind(typeof(SampleOptions), root, root.Mark, "", diagnostics);
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static ConfigNode? Find(ConfigNode? node, params string[] keys) =>
        keys.Aggregate(node, (current, key) => (current as ConfigMap)?.Find(key)?.Value);

    private static string Scalar(ConfigNode root, params string[] keys) => Assert.IsType<ConfigScalar>(Find(root, keys)).Text;
}
