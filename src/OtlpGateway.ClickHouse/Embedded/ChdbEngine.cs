// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using OtlpGateway.ClickHouse.Client;
using OtlpGateway.Wire.Buffers;

namespace OtlpGateway.ClickHouse.Embedded;

/// <summary>
/// ClickHouse in this process (chDB), on one directory. Get it from <see cref="ChdbEngines"/>: a process has one at a time.
/// </summary>
/// <remarks>
/// A control session stays open from first to last: closing the last session shuts the engine down, and booting it again
/// replaces signal handlers again. It also kills what the others run.
/// </remarks>
internal sealed class ChdbEngine : IClickHouseClient, IStreamInserts, IAsyncDisposable
{
    private static readonly Dictionary<string, string> NoParameters = [];

    private readonly ChdbOptions _options;
    private readonly ILogger _logger;
    private readonly string[] _arguments;
    private readonly ChdbWorkerPool _pool;
    private readonly ChdbWorker _control;
    private readonly SemaphoreSlim _controlGate = new(1, 1);

    private ChdbEngine(string directory, ChdbOptions options, ILogger logger, string[] arguments, ChdbConnection control)
    {
        Directory = directory;
        _options = options;
        _logger = logger;
        _arguments = arguments;
        _control = new ChdbWorker("otlpgateway-control", control);
        _pool = new ChdbWorkerPool(options.MaxConnections, CreateWorker);
        InsertSlots = new SemaphoreSlim(options.MaxParallelInserts, options.MaxParallelInserts);
    }

    /// <summary>Turns for inserts of telemetry, shared by all signals.</summary>
    internal SemaphoreSlim InsertSlots { get; }

    internal string Directory { get; }

    /// <inheritdoc/>
    public string Endpoint => "chdb://" + Directory;

    /// <inheritdoc/>
    public string Version { get; private set; } = "";

    /// <summary>Boots the engine. Throws <see cref="ChdbStartException"/> with the engine's own reason.</summary>
    internal static async Task<ChdbEngine> OpenAsync(string directory, ChdbOptions options, ILogger logger)
    {
        // Booting blocks for a tenth of a second and more.
        ChdbEngine engine = await Task.Run(() => Open(directory, options, logger));
        try
        {
            engine.Version = await engine.ScalarAsync("SELECT version()");
            await engine.CheckMemoryLimitAsync();
            ChdbLog.Opened(logger, directory, engine.Version);
            return engine;
        }
        catch
        {
            await engine.DisposeAsync();
            throw;
        }
    }

    private static ChdbEngine Open(string directory, ChdbOptions options, ILogger logger)
    {
        string[] arguments = ChdbBoot.Prepare(directory, options);
        return new ChdbEngine(directory, options, logger, arguments, ChdbBoot.Run(directory, [.. arguments, "--log_comment=otlpgateway-control"]));
    }

    /// <inheritdoc/>
    public async Task ExecuteAsync(ClickHouseQuery query, CancellationToken cancellationToken)
    {
        (await BufferedAsync(query with { Format = "" }, cancellationToken)).Output.Dispose();
    }

    /// <inheritdoc/>
    public async Task<QueryResult> QueryAsync(ClickHouseQuery query, Stream output, CancellationToken cancellationToken)
    {
        StatementText text = StatementText.Parse(query.Sql);
        if (!text.CanBeLarge)
        {
            ChdbResult result = await BufferedAsync(query, cancellationToken);
            using PooledBuffer buffer = result.Output;
            await output.WriteAsync(buffer.Memory, cancellationToken);
            return new QueryResult(buffer.Length, result.RowsRead, result.BytesRead);
        }

        ChdbWorker worker = await _pool.RentAsync(cancellationToken);
        using OutputPipe pipe = new();
        try
        {
            string sql = text.IntoFile(pipe.Path, query.Format);
            ChdbStatement statement = new(sql, "", EscapedParameters(query), Preparation(query));
            return await StreamAsync(worker, statement, pipe, output, cancellationToken);
        }
        finally
        {
            _pool.Return(worker);
        }
    }

    /// <inheritdoc/>
    public async Task<InsertResult> InsertAsync(ClickHouseInsert insert, INativeBlock block, CancellationToken cancellationToken)
    {
        string sql = InsertStatement.Format(insert, block);
        ChdbWorker worker = await _pool.RentAsync(cancellationToken);
        try
        {
            return await RunAsync(worker, session => session.Insert(sql, block), cancellationToken);
        }
        finally
        {
            _pool.Return(worker);
        }
    }

    /// <inheritdoc/>
    public async Task<InsertResult> InsertAsync(ClickHouseQuery insert, Stream data, CancellationToken cancellationToken)
    {
        ChdbStatement statement = new(insert.Sql, insert.Format, NoParameters, Preparation(insert));
        ChdbWorker worker = await _pool.RentAsync(cancellationToken);
        try
        {
            using InsertChunks chunks = new();
            Task<InsertResult> inserting = worker.RunAsync(session => session.Insert(statement, chunks));
            try
            {
                await chunks.FillAsync(data, cancellationToken);
            }
            catch
            {
                // The session is not free before its statement has ended.
                _ = await Task.WhenAny(inserting);
                throw;
            }

            return await inserting;
        }
        finally
        {
            _pool.Return(worker);
        }
    }

    /// <summary>
    /// Waits for what runs, kills it when that takes too long, closes every session. Leaving the process with a session
    /// open crashes it.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (!await _pool.DrainAsync(_options.CloseTimeout))
        {
            ChdbLog.Killing(_logger, Directory);
            await KillAsync("startsWith(Settings['log_comment'], 'otlpgateway-') AND Settings['log_comment'] != 'otlpgateway-control'");
            if (!await _pool.DrainAsync(_options.CloseTimeout))
            {
                ChdbLog.NotClosed(_logger, Directory);
                return;
            }
        }

        _pool.Dispose();
        _control.Dispose();
        _controlGate.Dispose();
        InsertSlots.Dispose();
        ChdbLog.Closed(_logger, Directory);
    }

    /// <summary>Unknown server settings are accepted in silence: look whether ours are in force.</summary>
    private async Task CheckMemoryLimitAsync()
    {
        string limit = await ScalarAsync("SELECT value FROM system.server_settings WHERE name = 'max_server_memory_usage'");
        if (limit != _options.MaxMemoryBytes.ToString(CultureInfo.InvariantCulture))
        {
            throw new ChdbStartException($"The ClickHouse store {Directory} runs without its memory limit: max_server_memory_usage is '{limit}' and not {_options.MaxMemoryBytes}.");
        }
    }

    private async Task<string> ScalarAsync(string sql)
    {
        using MemoryStream output = new();
        _ = await QueryAsync(new ClickHouseQuery(sql), output, CancellationToken.None);
        return Encoding.UTF8.GetString(output.GetBuffer(), 0, (int)output.Length).TrimEnd('\n');
    }

    private static IReadOnlyDictionary<string, string> EscapedParameters(ClickHouseQuery query) => query.ParametersAreEscaped
        ? query.Parameters
        : query.Parameters.ToDictionary(pair => pair.Key, pair => NativeParameters.Escape(pair.Value));

    /// <summary>Session settings for one statement. Names and values come from clients, so both are quoted.</summary>
    private static List<string> Preparation(ClickHouseQuery query)
    {
        List<string> statements = [];
        if (query.Database.Length > 0)
        {
            statements.Add("USE " + SqlText.Identifier(query.Database));
        }

        if (query.Settings.Count > 0)
        {
            // One statement, so that readonly can stand beside what it would forbid to set afterwards.
            StringBuilder set = new("SET ");
            foreach ((string name, string value) in query.Settings)
            {
                _ = set.Append(set.Length > 4 ? ", " : "").Append(SqlText.Identifier(name)).Append(" = ").Append(SqlText.Literal(value));
            }

            statements.Add(set.ToString());
        }

        return statements;
    }

    private async Task<ChdbResult> BufferedAsync(ClickHouseQuery query, CancellationToken cancellationToken)
    {
        ChdbStatement statement = new(query.Sql, query.Format, EscapedParameters(query), Preparation(query));
        ChdbWorker worker = await _pool.RentAsync(cancellationToken);
        try
        {
            return await RunAsync(worker, session => session.Run(statement), cancellationToken);
        }
        finally
        {
            _pool.Return(worker);
        }
    }

    private async Task<QueryResult> StreamAsync(
        ChdbWorker worker, ChdbStatement statement, OutputPipe pipe, Stream output, CancellationToken cancellationToken)
    {
        Task<ChdbResult> run = RunAsync(
            worker,
            session =>
            {
                try
                {
                    return session.Run(statement);
                }
                finally
                {
                    pipe.CompleteWriting();
                }
            },
            cancellationToken);
        long written = 0;
        try
        {
            written = await pipe.CopyToAsync(output, cancellationToken);
        }
        catch
        {
            // Whatever became of the reader, the session is not free before its statement has ended.
            pipe.Abandon();
            await KillAsync(worker, run);
            _ = await Task.WhenAny(run);
            throw;
        }

        ChdbResult result = await run;
        result.Output.Dispose();
        return new QueryResult(written, result.RowsRead, result.BytesRead);
    }

    /// <summary>Runs a job to its end; when cancelled it kills the statement first, and then waits for that end.</summary>
    private async Task<T> RunAsync<T>(ChdbWorker worker, Func<ChdbConnection, T> job, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Task<T> running = worker.RunAsync(job);
        if (running.IsCompleted || !cancellationToken.CanBeCanceled)
        {
            return await running;
        }

        Task first = await Task.WhenAny(running, Cancellation(cancellationToken, out CancellationTokenRegistration registration));
        await registration.DisposeAsync();
        if (first != running)
        {
            await KillAsync(worker, running);
            try
            {
                return await running;
            }
            catch (ClickHouseException)
            {
                throw new OperationCanceledException(cancellationToken);
            }
        }

        return await running;
    }

    private static Task Cancellation(CancellationToken cancellationToken, out CancellationTokenRegistration registration)
    {
        TaskCompletionSource cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        registration = cancellationToken.Register(cancelled.SetResult);
        return cancelled.Task;
    }

    /// <summary>Kills until the job has ended: a statement that has not started yet is not there to be killed.</summary>
    private async Task KillAsync(ChdbWorker worker, Task running)
    {
        while (!running.IsCompleted)
        {
            await KillAsync("Settings['log_comment'] = " + SqlText.Literal(worker.Tag));
            _ = await Task.WhenAny(running, Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None));
        }
    }

    private async Task KillAsync(string condition)
    {
        await _controlGate.WaitAsync();
        try
        {
            ChdbStatement statement = new($"KILL QUERY WHERE {condition} ASYNC", "", NoParameters, []);
            (await _control.RunAsync(session => session.Run(statement))).Output.Dispose();
        }
        catch (ClickHouseException failure)
        {
            ChdbLog.KillFailed(_logger, failure.Message);
        }
        finally
        {
            _controlGate.Release();
        }
    }

    private ChdbWorker CreateWorker(string tag)
    {
        ChdbConnection connection = ChdbConnection.TryOpen([.. _arguments, "--log_comment=" + tag])
            ?? throw new ClickHouseException(ClickHouseErrorCode.NoFreeConnection, "The embedded ClickHouse gives no new session.");
        return new ChdbWorker(tag, connection);
    }
}
