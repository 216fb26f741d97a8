// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Embedded;
using OtlpGateway.Log.Files;

namespace OtlpGateway.Log;

/// <summary>
/// The embedded logs of this process, one per directory: components that name the same directory share one log, which is
/// closed when the last of them lets go. Thread-safe.
/// </summary>
public sealed class EmbeddedLogs : ILogClients, IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Dictionary<string, Entry> _open = new(StringComparer.Ordinal);
    private readonly EmbeddedLogSettings _settings;

    public EmbeddedLogs(TimeProvider time, Meter meter, ILogger logger)
        : this(new EmbeddedLogSettings(new DiskFiles(), time, logger, new LogMetrics(meter)))
    {
    }

    /// <summary>
    /// For tools that look at logs which no gateway has open: nothing is removed, because how long records are kept is for
    /// the gateway to say, which knows the options.
    /// </summary>
    public static EmbeddedLogs ForReading(TimeProvider time, Meter meter, ILogger logger) =>
        new(new EmbeddedLogSettings(new DiskFiles(), time, logger, new LogMetrics(meter)) { MaintenanceInterval = Timeout.InfiniteTimeSpan });

    internal EmbeddedLogs(EmbeddedLogSettings settings)
    {
        _settings = settings;
        (settings.Observer as LogMetrics)?.Watch(() => [.. Snapshot()]);
    }

    public async ValueTask<ILogClient> OpenAsync(LogAddress address, EmbeddedLogOptions? options, CancellationToken cancellationToken)
    {
        if (address.Directory is not { } directory)
        {
            throw new NotSupportedException($"{address} is no directory: brokers are opened by another client.");
        }

        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (!_open.TryGetValue(directory, out Entry? entry))
            {
                EmbeddedLogOptions effective = options ?? new EmbeddedLogOptions();
                EmbeddedLog log = await EmbeddedLog.OpenAsync(directory, effective, _settings, cancellationToken);
                entry = new Entry(log, options);
                SetOpen(directory, entry);
            }

            entry.Claim(directory, options);
            entry.References++;
            return new EmbeddedLogClient(entry.Log, () => ReleaseAsync(directory));
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Closes what is still open. Harmless when called twice.</summary>
    public async ValueTask DisposeAsync()
    {
        await _gate.WaitAsync();
        try
        {
            foreach ((string directory, Entry entry) in _open.ToArray())
            {
                SetOpen(directory, null);
                await entry.Log.DisposeAsync();
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    private async ValueTask ReleaseAsync(string directory)
    {
        await _gate.WaitAsync();
        try
        {
            if (_open.TryGetValue(directory, out Entry? entry) && --entry.References == 0)
            {
                SetOpen(directory, null);
                await entry.Log.DisposeAsync();
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    private void SetOpen(string directory, Entry? entry)
    {
        lock (_open)
        {
            if (entry is null)
            {
                _open.Remove(directory);
            }
            else
            {
                _open[directory] = entry;
            }
        }
    }

    private IEnumerable<EmbeddedLog> Snapshot()
    {
        lock (_open)
        {
            return [.. _open.Values.Select(entry => entry.Log)];
        }
    }

    private sealed class Entry(EmbeddedLog log, EmbeddedLogOptions? options)
    {
        private EmbeddedLogOptions? _options = options;

        public EmbeddedLog Log { get; } = log;

        public int References { get; set; }

        /// <summary>Two components that both say how the log is kept must say the same.</summary>
        public void Claim(string directory, EmbeddedLogOptions? options)
        {
            if (options is not null && _options is not null && options != _options)
            {
                throw new IOException(
                    $"Two components configure the log in {directory} differently. Give them the same options, or directories of their own.");
            }

            _options ??= options;
        }
    }
}
