// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Extensions.FileStorage;
using OtlpGateway.Log;
using OtlpGateway.Log.Contract;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Extensions.Tests.FileStorage;

/// <summary>A chain with a persistent queue on a real log in a directory: one run of the gateway, as far as the queue goes.</summary>
internal sealed class StorageBench : IExtensions, IAsyncDisposable
{
    private readonly FileStorageExtension _storage;
    private readonly EmbeddedLogs _logs;
    private readonly string _type;
    private ExporterChain? _chain;

    public StorageBench(string directory, string type = "otlp", Action<ExporterOptions>? configure = null)
    {
        _type = type;
        Settings = new TestSettings(Time, Log).With(new RandomSource(5)).With<IExtensions>(this);
        _logs = new EmbeddedLogs(TimeProvider.System, Settings.Meter, Settings.Logger);
        Settings.With<ILogClients>(_logs);
        _storage = new FileStorageExtension(Settings.For("file_storage"), new FileStorageOptions { Directory = directory }, _logs);
        Options.SendingQueue.Storage = "file_storage";
        configure?.Invoke(Options);
    }

    public ListLogger Log { get; } = new();

    public FakeTime Time { get; } = new();

    public TestSettings Settings { get; }

    public ScriptedConsumer Exporter { get; } = new();

    public ExporterOptions Options { get; } = new PlainOptions();

    public ExporterChain Chain => _chain ??= ExporterChain.Build(Exporter, Options, Settings.For(_type), Signal.Traces);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _storage.StartAsync(cancellationToken);
        await Chain.StartAsync(cancellationToken);
    }

    public async Task<Outcome> SendAsync(BatchFactory batches, CancellationToken cancellationToken, ClientContext? client = null, string? name = null)
    {
        using TelemetryBatch batch = batches.Make(items: 2, client: client, name: name);
        return await Chain.ConsumeAsync(batch, cancellationToken);
    }

    public double Sum(string name, params string[] labels) => Settings.Metrics.Sum(name, [$"exporter={_type}", .. labels]);

    public bool TryGet<T>(string id, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out T? extension)
        where T : class
    {
        extension = id == "file_storage" ? _storage as T : null;
        return extension is not null;
    }

    public async ValueTask DisposeAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await Chain.StopAsync(deadline.Token);
        await _storage.StopAsync(deadline.Token);
        await _logs.DisposeAsync();
        Settings.Dispose();
    }

    private sealed class PlainOptions : ExporterOptions
    {
        public PlainOptions() => Timeout = TimeSpan.Zero;
    }
}
