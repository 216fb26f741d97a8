// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Pipeline.Tests.Graph;
using OtlpGateway.Wire.Otlp;
using Xunit;

namespace OtlpGateway.Pipeline.Tests.Configuration;

public class GatewayConfigReaderTests
{
    private const string Good = """
        receivers: {test_receiver: , test_receiver/2: {size: 2}}
        processors: {test_processor: }
        exporters: {test_exporter: }
        connectors: {test_connector: }
        extensions: {test_extension: }
        service:
          telemetry: {size: 5}
          extensions: [test_extension]
          pipelines:
            traces: {receivers: [test_receiver], processors: [test_processor], exporters: [test_exporter]}
        """;

    [Fact]
    public void Read_GoodConfiguration_BindsEverything()
    {
        using TestGraph graph = new();
        GatewayConfig config = graph.Read(Good);
        Assert.Empty(graph.Diagnostics.Errors);
        Assert.Equal(6, config.Components.Count);
        Assert.Equal(2, ((TestOptions)config.Find(ComponentKind.Receiver, new("test_receiver", "2"))!.Options).Size);
        Assert.Equal(5, ((TestOptions)config.Telemetry).Size);
        Assert.Equal("test_extension", Assert.Single(config.Extensions).Id.ToString());
        PipelineConfig pipeline = Assert.Single(config.Pipelines);
        Assert.Equal(new PipelineId(Signal.Traces, ""), pipeline.Id);
    }

    [Theory]
    [InlineData("exporter: {}", "exporter: unknown key; did you mean \"exporters\"?")]
    [InlineData("receivers: []", "receivers: expected a map of receivers, found a list|service::pipelines::traces: references receiver \"test_receiver\" which is not configured")]
    [InlineData("receivers: {test_reciever: }", "receivers::test_reciever: unknown type: \"test_reciever\" for id: \"test_reciever\" (valid values: [log_reader test_receiver]); did you mean \"test_receiver\"?")]
    [InlineData("exporters: {logging: }", "exporters::logging: the logging exporter is gone; use the debug exporter instead")]
    [InlineData("receivers: {9x: }", "receivers::9x: \"9x\" is not a component id: a type begins with a letter, followed by at most 62 letters, digits or _")]
    [InlineData("receivers: {a/: }", "receivers::a/: \"a/\" is not a component id: the part after / must not be empty")]
    [InlineData("receivers: {/a: }", "receivers::/a: \"/a\" is not a component id: the part before / must not be empty")]
    [InlineData("receivers: {'test_receiver/a b': }", "receivers::test_receiver/a b: \"test_receiver/a b\" is not a component id: a name has at most 1024 characters, without white space, control characters and symbols")]
    [InlineData("receivers: {'test_receiver ': }", "receivers::test_receiver : the id \"test_receiver\" is defined twice")]
    [InlineData("receivers: {test_receiver/3: {siz: 1}}", "receivers::test_receiver/3::siz: unknown key; did you mean \"size\"?")]
    [InlineData("receivers: {test_receiver/3: {size: -1}}", "receivers::test_receiver/3::size: must not be negative")]
    [InlineData("connectors: {test_receiver: }", "connectors::test_receiver: unknown type: \"test_receiver\" for id: \"test_receiver\" (valid values: [pass_on test_connector])")]
    [InlineData("service: {pipline: {}}", "service::pipline: unknown key; did you mean \"pipelines\"?")]
    [InlineData("service: {telemetry: {size: x}}", "service::telemetry::size: expected a whole number, found the string \"x\"")]
    [InlineData("service: {extensions: [nope]}", "service::extensions: references extension \"nope\" which is not configured")]
    [InlineData("service: {extensions: [test_extension, test_extension]}", "service::extensions: references extension \"test_extension\" twice")]
    [InlineData("service: {extensions: {a: b}}", "service::extensions: expected a list of component ids, found a map")]
    [InlineData("service: {pipelines: {trace: {}}}", "service::pipelines::trace: unknown signal \"trace\"; expected one of traces, metrics, logs, profiles; did you mean \"traces\"?")]
    [InlineData("service: {pipelines: {traces/a: }}", "service::pipelines::traces/a: expected a map of receivers, processors and exporters, found nothing")]
    [InlineData("service: {pipelines: {traces: {processor: []}}}", "service::pipelines::traces::processor: unknown key; did you mean \"processors\"?")]
    [InlineData("service: {pipelines: {traces: {receivers: []}}}", "service::pipelines::traces: must have at least one receiver")]
    [InlineData("service: {pipelines: {traces: {exporters: }}}", "service::pipelines::traces: must have at least one exporter")]
    [InlineData("service: {pipelines: {traces: {exporters: [test_exportr]}}}", "service::pipelines::traces: references exporter \"test_exportr\" which is not configured; did you mean \"test_exporter\"?")]
    [InlineData("service: {pipelines: {traces: {processors: [test_processor, test_processor]}}}", "service::pipelines::traces: references processor \"test_processor\" twice")]
    [InlineData("service: {pipelines: {traces: {processors: [[a]]}}}", "service::pipelines::traces::processors::0: expected a component id, found a list")]
    [InlineData("service: {pipelines: {profiles: {receivers: [test_receiver], exporters: [test_exporter]}}}", "service::pipelines::profiles: receiver \"test_receiver\" does not support this signal; it supports traces, metrics, logs|service::pipelines::profiles: exporter \"test_exporter\" does not support this signal; it supports traces, metrics, logs")]
    [InlineData("service: {pipelines: {traces: {exporters: [test_connector]}}}", "service::pipelines::traces: connector \"test_connector\" is an exporter here, but is the receiver of no pipeline whose signal it can emit from this one")]
    [InlineData("service: {pipelines: {logs: {receivers: [test_connector], exporters: [test_exporter]}}}", "service::pipelines::logs: connector \"test_connector\" is a receiver here, but is the exporter of no pipeline from which it can emit this signal")]
    [InlineData("service: {pipelines: {traces: {exporters: [test_connector], receivers: [test_connector]}}}", "service::pipelines::traces: its connectors lead back to it: data would go in circles")]
    [InlineData("service: ", "service: must be a map that names the pipelines to run")]
    [InlineData("service: {pipelines: }", "service::pipelines: must define at least one pipeline")]
    public void Read_BadConfiguration_SaysWhatIsWrong(string change, string expected)
    {
        using TestGraph graph = new();
        ConfigDiagnostics diagnostics = graph.Diagnostics;
        ConfigInput input = new() { Sources = [$"yaml:{Good}", $"yaml:{change}"], Environment = _ => null };
        GatewayConfigReader.Read(ConfigLoader.Load(input, diagnostics), graph.Components.Registry(), typeof(TestOptions), diagnostics);
        Assert.Equal(expected.Split('|'), diagnostics.Errors.Select(error => $"{error.Path}: {error.Message}"));
    }

    [Fact]
    public void Read_SeveralFaults_ReportsAll()
    {
        using TestGraph graph = new();
        graph.Read("receivers: {x: }\nexporters: {test_exporter: {size: -1}}\nservice: {pipelines: {traces: {receivers: [x, y], exporters: [test_exporter]}}}");
        Assert.Equal(
            ["receivers::x", "exporters::test_exporter::size", "service::pipelines::traces"],
            graph.Diagnostics.Errors.Select(error => error.Path));
    }

    [Fact]
    public void Read_NothingDefined_AsksForTheMinimum()
    {
        using TestGraph graph = new();
        graph.Read("processors: {}");
        Assert.Equal(
            ["receivers: must define at least one receiver", "exporters: must define at least one exporter", "service: must be a map that names the pipelines to run"],
            graph.Diagnostics.Errors.Select(error => $"{error.Path}: {error.Message}").OrderByDescending(text => text.StartsWith("rec", StringComparison.Ordinal)).ThenBy(text => text, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("testreceiver", 0)]
    [InlineData("test_receiver", 0)]
    [InlineData("old_receiver", 1)]
    [InlineData("oldreceiver", 0)]
    public void Read_OtherSpelling_FindsTypeAndKeepsIt(string type, int warnings)
    {
        using TestGraph graph = new();
        GatewayConfig config = graph.Read(Good.Replace("test_receiver", type, StringComparison.Ordinal));
        Assert.Empty(graph.Diagnostics.Errors);
        Assert.Equal(type, config.Pipelines[0].Receivers[0].Id.Type);
        Assert.Equal(2 * warnings, graph.Diagnostics.Warnings.Count);
    }

    [Theory]
    [InlineData("test_receiver", "[queued_sink]", "file_storage", 0)]
    [InlineData("log_reader", "[queued_sink]", "file_storage", 1)]
    [InlineData("log_reader", "[queued_sink]", "", 0)]
    [InlineData("log_reader", "[test_connector]", "file_storage", 1)]
    [InlineData("test_receiver", "[test_connector]", "file_storage", 0)]
    public void Read_QueueOnDiskBehindALog_IsRefusedWhereRangesReachIt(string receiver, string exporters, string storage, int errors)
    {
        using TestGraph graph = new();
        string behind = exporters == "[test_connector]" ? "traces/2: {receivers: [test_connector], exporters: [queued_sink]}" : "";
        graph.Read($$"""
            receivers: {test_receiver: , log_reader: }
            exporters: {queued_sink: {sending_queue: {storage: "{{storage}}" } } }
            connectors: {test_connector: }
            service:
              pipelines:
                traces: {receivers: [{{receiver}}], exporters: {{exporters}}}
                {{behind}}
            """);
        Assert.Equal(errors, graph.Diagnostics.Errors.Count(error => error.Path == "exporters::queued_sink::sending_queue::storage"));
        Assert.Equal(errors, graph.Diagnostics.Errors.Count);
    }

    [Fact]
    public void Write_BoundConfiguration_ReadsBackEqual()
    {
        using TestGraph graph = new();
        string printed = Print(graph.Read(Good));
        using TestGraph again = new();
        Assert.Equal(printed, Print(again.Read(printed)));
        Assert.Empty(again.Diagnostics.Errors);
        Assert.Contains("test_receiver/2:", printed, StringComparison.Ordinal);
    }

    [Fact]
    public void Registry_SameNameTwice_Throws()
    {
        TestComponents components = new();
        ComponentRegistry registry = components.Registry();
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(
            () => registry.Add(new TestReceiverFactory(components, "oldReceiver", readsLog: false)));
        Assert.Contains("oldreceiver", error.Message, StringComparison.Ordinal);
    }

    private static string Print(GatewayConfig config)
    {
        using StringWriter text = new();
        ConfigYaml.Write(GatewayConfigWriter.Write(config, redact: true), text);
        return text.ToString();
    }
}
