// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;
using OtlpGateway.ClickHouse.Client;

namespace OtlpGateway.ClickHouse.Embedded;

/// <summary>
/// The embedded engine of the process, shared by all components that name its directory and closed when the last one
/// lets it go. Thread-safe; one instance is a service of the host.
/// </summary>
/// <remarks>chDB allows one directory per process at a time: a second one is refused with a message that says so.</remarks>
public sealed class ChdbEngines(ILoggerFactory loggers) : IAsyncDisposable
{
    private readonly Dictionary<string, ChdbOptions> _configured = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _gate = new(1, 1);
    private ChdbEngine? _engine;
    private int _holders;

    /// <summary>The directories that a component configured, for components that serve whatever store there is.</summary>
    public IReadOnlyCollection<string> ConfiguredDirectories
    {
        get
        {
            lock (_configured)
            {
                return [.. _configured.Keys];
            }
        }
    }

    /// <summary>Says how a directory's engine shall be sized, before anyone opens it. The first one to say so decides.</summary>
    public void Configure(string directory, ChdbOptions options)
    {
        lock (_configured)
        {
            _ = _configured.TryAdd(Path.GetFullPath(directory), options);
        }
    }

    /// <summary>Opens the engine on a directory, or joins it. Throws <see cref="ChdbStartException"/>.</summary>
    public async Task<ChdbLease> AcquireAsync(string directory, CancellationToken cancellationToken)
    {
        string path = Path.GetFullPath(directory);
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_engine is not null && _engine.Directory != path)
            {
                throw new ChdbStartException(
                    $"The ClickHouse store {path} cannot be opened beside {_engine.Directory}: the embedded engine has one directory per process. Use one chdb:// endpoint in all components.");
            }

            _engine ??= await ChdbEngine.OpenAsync(path, OptionsFor(path), loggers.CreateLogger("clickhouse"));
            _holders++;
            return new ChdbLease(this, _engine);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Closes the engine even when someone still holds it: the process ends.</summary>
    public async ValueTask DisposeAsync()
    {
        await _gate.WaitAsync();
        ChdbEngine? engine = _engine;
        _engine = null;
        _gate.Release();
        if (engine is not null)
        {
            await engine.DisposeAsync();
        }

        _gate.Dispose();
    }

    internal async Task ReleaseAsync()
    {
        await _gate.WaitAsync();
        try
        {
            if (--_holders == 0 && _engine is not null)
            {
                await _engine.DisposeAsync();
                _engine = null;
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    private ChdbOptions OptionsFor(string path)
    {
        lock (_configured)
        {
            return _configured.TryGetValue(path, out ChdbOptions? options) ? options : new ChdbOptions();
        }
    }
}

/// <summary>A hold on the embedded engine; dispose it once, when nothing of the holder runs any more.</summary>
public sealed class ChdbLease : IAsyncDisposable
{
    private readonly ChdbEngines _owner;
    private int _released;

    internal ChdbLease(ChdbEngines owner, ChdbEngine engine)
    {
        _owner = owner;
        Client = engine;
        StreamInserts = engine;
        InsertSlots = engine.InsertSlots;
    }

    public IClickHouseClient Client { get; }

    /// <summary>Inserts of other people's data, in any format.</summary>
    public IStreamInserts StreamInserts { get; }

    /// <summary>Turns for inserts of telemetry, shared by all who hold the engine.</summary>
    public SemaphoreSlim InsertSlots { get; }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _released, 1) == 0)
        {
            await _owner.ReleaseAsync();
        }
    }
}
