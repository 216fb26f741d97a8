// SPDX-License-Identifier: Apache-2.0

using System.Net;
using System.Net.Sockets;
using OtlpGateway.Exporters.Otlp;
using OtlpGateway.Exporters.OtlpHttp;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Receivers.Otlp;
using OtlpGateway.Receivers.Otlp.Options;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Wire.Otlp;
using Xunit;

namespace OtlpGateway.Exporters.Tests.Otlp;

/// <summary>The receiving gateway: the real <c>otlp</c> receiver on free ports before a scripted pipeline. And exporters to it.</summary>
internal sealed class Gateway : IAsyncDisposable
{
    private readonly IReceiver _receiver;

    private Gateway(TestSettings settings, string server, IExtensions? extensions)
    {
        Settings = settings.With(new MemoryBudget(100_000_000));
        if (extensions is not null)
        {
            Settings.With(extensions);
        }

        OtlpReceiverOptions options = Bind<OtlpReceiverOptions>(
            $"protocols: {{grpc: {{endpoint: '127.0.0.1:{GrpcPort}'{server}}}, http: {{endpoint: '127.0.0.1:{HttpPort}'{server}}}}}");
        PipelineEntry entry = new(Pipeline, [], null);
        _receiver = ((IReceiverFactory)new OtlpReceiverFactory()).Create(
            Settings.For("otlp"),
            options,
            new Dictionary<Signal, PipelineEntry> { [Signal.Traces] = entry, [Signal.Metrics] = entry, [Signal.Logs] = entry });
    }

    public ScriptedConsumer Pipeline { get; } = new();

    public TestSettings Settings { get; }

    public int GrpcPort { get; } = FreePort();

    public int HttpPort { get; } = FreePort();

    /// <param name="server">More options of both servers, in YAML's flow style.</param>
    public static async Task<Gateway> StartAsync(string server = "", IExtensions? extensions = null)
    {
        Gateway gateway = new(new TestSettings(TimeProvider.System), server.Length > 0 ? $", {server}" : "", extensions);
        await gateway._receiver.StartAsync(TestContext.Current.CancellationToken);
        return gateway;
    }

    /// <summary>An exporter to the gateway that runs.</summary>
    /// <param name="protocol"><c>grpc</c> or <c>http</c>.</param>
    /// <param name="yaml">More options, in YAML's flow style.</param>
    public Task<IExporter> ConnectAsync(string protocol, string yaml, bool secure = false, Signal signal = Signal.Traces, IExtensions? extensions = null) =>
        ExporterAsync(protocol, $"{(secure ? "https" : "http")}://localhost:{(protocol == "grpc" ? GrpcPort : HttpPort)}", yaml, signal, extensions, Settings);

    public static async Task<IExporter> ExporterAsync(
        string protocol, string endpoint, string yaml, Signal signal, IExtensions? extensions, TestSettings settings)
    {
        if (extensions is not null)
        {
            settings.With(extensions);
        }

        string options = $"{{endpoint: '{endpoint}'{(yaml.Length > 0 ? ", " : "")}{yaml}}}";
        IExporter exporter = protocol == "grpc"
            ? ((IExporterFactory)new OtlpExporterFactory()).Create(settings.For("otlp"), Bind<OtlpExporterOptions>(options), signal)
            : ((IExporterFactory)new OtlpHttpExporterFactory()).Create(settings.For("otlphttp"), Bind<Exporters.OtlpHttp.OtlpHttpOptions>(options), signal);
        await exporter.StartAsync(TestContext.Current.CancellationToken);
        return exporter;
    }

    public static T Bind<T>(string yaml)
        where T : class, new()
    {
        ConfigDiagnostics diagnostics = new();
        T options = OptionsBinder.BindYaml<T>(yaml, diagnostics);
        Assert.Empty(diagnostics.Errors);
        return options;
    }

    public static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public Task StopAsync() => _receiver.StopAsync(new CancellationToken(canceled: true));

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Settings.Dispose();
    }
}
