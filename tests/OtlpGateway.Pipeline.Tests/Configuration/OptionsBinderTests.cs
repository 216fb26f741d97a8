// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;
using Xunit;

namespace OtlpGateway.Pipeline.Tests.Configuration;

public class OptionsBinderTests
{
    [Theory]
    [InlineData("endpont: x", """c.yaml:1:1: endpont: unknown key; did you mean "endpoint"?""")]
    [InlineData("max_recv_msg_size: 4", """c.yaml:1:1: max_recv_msg_size: unknown key; did you mean "max_recv_msg_size_mib"?""")]
    [InlineData("always:\n  sizes: 1", """c.yaml:2:3: always::sizes: unknown key; did you mean "size"?""")]
    [InlineData("always:\n  colour: 1", "c.yaml:2:3: always::colour: unknown key; known keys: size")]
    [InlineData("verbose: t", "c.yaml:1:10: verbose: expected true or false, found the string \"t\"")]
    [InlineData("verbose: yes", "c.yaml:1:10: verbose: expected true or false, found the string \"yes\"")]
    [InlineData("endpoint: 123", "c.yaml:1:11: endpoint: expected a string, found the integer 123; write it in quotes")]
    [InlineData("endpoint: [a]", "c.yaml:1:11: endpoint: expected a string, found a list")]
    [InlineData("limit: \"7\"", "c.yaml:1:8: limit: expected a whole number, found the string \"7\"")]
    [InlineData("limit: 1.5", "c.yaml:1:8: limit: expected a whole number, found the number 1.5")]
    [InlineData("port: -1", "c.yaml:1:7: port: expected a whole number that is not negative, found the integer -1")]
    [InlineData("port: 70000", "c.yaml:1:7: port: expected a whole number that is not negative, found the integer 70000")]
    [InlineData("factor: big", "c.yaml:1:9: factor: expected a number, found the string \"big\"")]
    [InlineData("timeout: \"10\"", "c.yaml:1:10: timeout: expected a duration with a unit, such as 10s, 200ms or 1h30m, found the string \"10\"")]
    [InlineData("timeout: soon", "c.yaml:1:10: timeout: expected a duration such as 10s, 200ms or 1h30m, found the string \"soon\"")]
    [InlineData("mechanism: plan", "c.yaml:1:12: mechanism: expected one of plain, SCRAM-SHA-256, round_robin, found the string \"plan\"; did you mean \"plain\"?")]
    [InlineData("topics: {a: b}", "c.yaml:1:9: topics: expected a list, found a map")]
    [InlineData("levels: [1, x]", "c.yaml:1:13: levels::1: expected a whole number, found the string \"x\"")]
    [InlineData("headers: 5", "c.yaml:1:10: headers: expected a map, or a list of {name, value}, found another kind of value")]
    [InlineData("password: 123456", "c.yaml:1:11: password: expected a string, found another kind of value; write it in quotes")]
    [InlineData("always: 5", "c.yaml:1:9: always: expected a map of options, found the integer 5")]
    [InlineData("topic: [a]\ntopics: [b]", "c.yaml:2:1: topics: the same option is given twice: \"topics\" and an older spelling")]
    [InlineData("proxy: bad", "c.yaml:1:8: proxy: must be good")]
    [InlineData("pool: {size: -1}", "c.yaml:1:14: pool::size: must be 0 or more")]
    [InlineData("port: 0", "c.yaml:1:7: port: must not be 0")]
    [InlineData("sections:\n- size: 1\n- size: -1", "c.yaml:3:9: sections::1::size: must be 0 or more")]
    [InlineData("tables:\n  a: {size: -2}", "c.yaml:2:13: tables::a::size: must be 0 or more")]
    [InlineData("on:\n  enabled: false\n  siz: 1", """c.yaml:3:3: on::siz: unknown key; did you mean "size"?""")]
    [InlineData("on:\n  enabled: 1", "c.yaml:2:12: on::enabled: expected true or false, found the integer 1")]
    public void Bind_WrongValue_SaysWhereAndWhatIsExpected(string yaml, string expected)
    {
        ConfigDiagnostics diagnostics = new();
        OptionsBinder.BindYaml<SampleOptions>(yaml, diagnostics, "c.yaml");
        Assert.Equal([expected], diagnostics.Errors.Select(error => error.ToString()));
    }

    [Theory]
    [InlineData("timeout: 5", "c.yaml:1:10: timeout: 5 without a unit is 5 nanoseconds; write 5s for seconds")]
    [InlineData("timeout: 0", null)]
    [InlineData("timeout: 5s", null)]
    public void Bind_DurationWithoutUnit_WarnsThatItIsNanoseconds(string yaml, string? expected)
    {
        ConfigDiagnostics diagnostics = new();
        OptionsBinder.BindYaml<SampleOptions>(yaml, diagnostics, "c.yaml");
        Assert.Equal(expected is null ? [] : [expected], diagnostics.Warnings.Select(warning => warning.ToString()));
        Assert.False(diagnostics.HasErrors);
    }

    [Fact]
    public void Bind_IndentedWithATab_SaysInWhichLine()
    {
        ConfigDiagnostics diagnostics = new();
        OptionsBinder.BindYaml<SampleOptions>("endpoint: a\ntopics:\n  - x\non:\n\tsize: 1\n", diagnostics, "c.yaml");
        Assert.Equal(["c.yaml:5:1: not valid YAML: indented with a tab; use spaces"], diagnostics.Errors.Select(error => error.ToString()));
    }

    [Fact]
    public void Bind_SeveralErrors_ReportsAllInOrder()
    {
        ConfigDiagnostics diagnostics = new();
        OptionsBinder.BindYaml<SampleOptions>("port: 0\nendpoint: \"\"\nverbos: true\nlimit: x", diagnostics);
        Assert.Equal(
            ["port", "endpoint", "verbos", "limit"],
            diagnostics.Errors.Select(error => error.Path));
    }

    [Fact]
    public void Bind_AllTypes_SetsValues()
    {
        SampleOptions options = Bind("""
            endpoint: here:1
            verbose: true
            max_recv_msg_size_mib: 0x10
            limit: 9_000_000_000
            factor: 2
            port: 65535
            timeout: 1h30m
            mechanism: scram_sha_256
            topics: [a, b]
            levels: 1,2
            headers: [{name: a, value: b}]
            tables: {t: {size: 1}, u: }
            sections: [{size: 2}, {}]
            always: {size: 9}
            raw: [1]
            """);
        Assert.Equal("here:1", options.Endpoint);
        Assert.True(options.Verbose);
        Assert.Equal(16, options.MaxRecvMsgSizeMib);
        Assert.Equal(9_000_000_000, options.Limit);
        Assert.Equal(2, options.Factor);
        Assert.Equal(65535, options.Port);
        Assert.Equal(TimeSpan.FromMinutes(90), options.Timeout);
        Assert.Equal(SampleMechanism.ScramSha256, options.Mechanism);
        Assert.Equal(["a", "b"], options.Topics);
        Assert.Equal([1, 2], options.Levels);
        Assert.Equal("b", options.Headers["a"]);
        Assert.Equal([1, 3], options.Tables.OrderBy(t => t.Key).Select(t => t.Value.Size));
        Assert.Equal([2, 3], options.Sections.Select(s => s.Size));
        Assert.Equal(9, options.Always.Size);
        Assert.IsType<ConfigList>(options.Raw);
    }

    [Theory]
    [InlineData("", null, 7)]
    [InlineData("off:\non:", 3, 7)]
    [InlineData("off: {}\non: {}", 3, 7)]
    [InlineData("off: {size: 1}\non: {size: 2}", 1, 2)]
    [InlineData("off: {enabled: true}\non: {enabled: false}", 3, null)]
    public void Bind_OptionalSection_IsOnWhenPresentAndOffWhenDisabled(string yaml, int? off, int? on)
    {
        SampleOptions options = Bind(yaml);
        Assert.Equal(off, options.Off?.Size);
        Assert.Equal(on, options.On?.Size);
    }

    [Fact]
    public void Bind_SectionWithOwnEnabled_KeepsSection()
    {
        Assert.False(Bind("switch: {enabled: false}").Switch!.Enabled);
    }

    [Fact]
    public void Bind_NullValue_KeepsDefault()
    {
        SampleOptions options = Bind("endpoint:\ntopics:\ntimeout: ~\nalways:");
        Assert.Equal("localhost:1", options.Endpoint);
        Assert.Equal(["default"], options.Topics);
        Assert.Equal(TimeSpan.FromSeconds(5), options.Timeout);
        Assert.Equal(3, options.Always.Size);
    }

    [Fact]
    public void Bind_DeprecatedKey_BindsWithWarning()
    {
        ConfigDiagnostics diagnostics = new();
        SampleOptions options = OptionsBinder.BindYaml<SampleOptions>("topic: x", diagnostics, "c.yaml");
        Assert.Equal(["x"], options.Topics);
        Assert.False(diagnostics.HasErrors);
        Assert.Equal("c.yaml:1:1: topic: deprecated; use \"topics\"", Assert.Single(diagnostics.Warnings).ToString());
    }

    private static SampleOptions Bind(string yaml)
    {
        ConfigDiagnostics diagnostics = new();
        SampleOptions options = OptionsBinder.BindYaml<SampleOptions>(yaml, diagnostics);
        Assert.Empty(diagnostics.Errors);
        return options;
    }
}
