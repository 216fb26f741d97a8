// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using OtlpGateway.IntegrationTests.Gateway;

namespace OtlpGateway.IntegrationTests.Faults;

/// <summary><c>otlp-gateway send</c> with its list of what was acknowledged, and the account at the end.</summary>
internal sealed class AckedLoad : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("acked-").FullName;
    private readonly string _id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
    private readonly string _acked;
    private readonly CommandRun _run;

    private AckedLoad(string endpoint, string[] extra)
    {
        _acked = Path.Combine(_folder, "acked.txt");
        _run = CommandRun.Start(
            TestPaths.Executable,
            ["send", "--endpoint", endpoint, "--batch", "50", "--run-id", _id, "--retry-timeout", "10m", "--acked-file", _acked, .. extra]);
    }

    /// <param name="extra">More arguments, for example how much and how fast.</param>
    public static AckedLoad Start(string endpoint, params string[] extra) => new(endpoint, extra);

    /// <summary>Waits until requests are acknowledged that were not before: the load is on.</summary>
    public async Task WaitForMoreAsync(CancellationToken cancellationToken)
    {
        long before = Length();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        while (Length() <= before)
        {
            Assert.False(_run.Process.HasExited, $"The load ended: {_run.Errors}{_run.Output}");
            await Task.Delay(10, limit.Token);
        }
    }

    /// <summary>Ends it in the middle of what it does: some requests are never answered.</summary>
    public ValueTask BreakOffAsync() => _run.DisposeAsync();

    /// <summary>Waits until it has sent its count, each request acknowledged in the end.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(3));
        int code = await _run.EndAsync(limit.Token);
        Assert.True(code == 0, $"{code}: {_run.Errors}{_run.Output}");
    }

    /// <summary>How many items were acknowledged.</summary>
    public int Acknowledged(string signal) => Promised(signal).Count();

    /// <summary>After <see cref="BreakOffAsync"/>: what was acknowledged is there, and nothing is there twice.</summary>
    public async Task AssertStoredOnceAsync(SqlClient sql, CancellationToken cancellationToken, string database = "default")
    {
        foreach (string signal in (string[])["traces", "logs"])
        {
            List<ulong> stored = await StoredAsync(sql, database, signal, cancellationToken);
            HashSet<ulong> promised = [.. Promised(signal)];
            TestContext.Current.SendDiagnosticMessage("{0}: {1} acknowledged, {2} stored", signal, promised.Count, stored.Count);
            Assert.NotEmpty(promised);
            ulong[] twice = [.. stored.GroupBy(id => id).Where(group => group.Count() > 1).Select(group => group.Key)];
            Assert.True(twice.Length == 0, $"{signal}: {twice.Length} of {stored.Count} are stored twice, such as {string.Join(", ", twice.Take(5))}");
            ulong[] lost = [.. promised.Except(stored)];
            Assert.True(lost.Length == 0, $"{signal}: {lost.Length} of {promised.Count} acknowledged ones are lost, such as {string.Join(", ", lost.Take(5))}");
        }
    }

    /// <summary>After <see cref="EndAsync"/>: waits for everything that was acknowledged; exactly that is there, once.</summary>
    public async Task AssertAllStoredOnceAsync(SqlClient sql, string database, CancellationToken cancellationToken)
    {
        foreach (string signal in (string[])["traces", "logs"])
        {
            await sql.WaitForAsync($"SELECT count() FROM ({Query(database, signal)})", Acknowledged(signal), cancellationToken);
        }

        // While a claim is open somebody may still insert.
        string open = $"SELECT count() FROM (SELECT 1 FROM {database}.otlpgateway_claims GROUP BY Target, Group, Topic, Partition, Start HAVING max(State) != 'done')";
        await FaultSite.WaitAsync(async () => await sql.NumberAsync(open, cancellationToken) == 0, $"all claims done: {open}");
        await AssertStoredOnceAsync(sql, cancellationToken, database);
        foreach (string signal in (string[])["traces", "logs"])
        {
            Assert.Equal(Acknowledged(signal), (await StoredAsync(sql, database, signal, cancellationToken)).Count);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _run.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private long Length() => File.Exists(_acked) ? new FileInfo(_acked).Length : 0;

    private string Query(string database, string signal) => signal == "traces"
        ? $"SELECT reinterpretAsUInt64(reverse(unhex(SpanId))) FROM {database}.otel_traces WHERE startsWith(TraceId, '{_id}')"
        : $"SELECT reinterpretAsUInt64(reverse(unhex(right(LogAttributes['log.record.uid'], 16)))) FROM {database}.otel_logs WHERE startsWith(LogAttributes['log.record.uid'], '{_id}')";

    private async Task<List<ulong>> StoredAsync(SqlClient sql, string database, string signal, CancellationToken cancellationToken)
    {
        byte[] rows = await sql.BytesAsync($"{Query(database, signal)} FORMAT RowBinary", cancellationToken);
        List<ulong> stored = [];
        for (int at = 0; at < rows.Length; at += sizeof(ulong))
        {
            stored.Add(BinaryPrimitives.ReadUInt64LittleEndian(rows.AsSpan(at)));
        }

        return stored;
    }

    /// <summary>The counters of all items that were acknowledged: lines of <c>signal run first count rejected</c>.</summary>
    private IEnumerable<ulong> Promised(string signal)
    {
        foreach (string line in File.ReadLines(_acked))
        {
            string[] fields = line.Split(' ');
            if (fields.Length == 5 && fields[0] == signal)
            {
                Assert.Equal("0", fields[4]);
                ulong first = ulong.Parse(fields[2], CultureInfo.InvariantCulture);
                for (ulong i = 0; i < ulong.Parse(fields[3], CultureInfo.InvariantCulture); i++)
                {
                    yield return first + i;
                }
            }
        }
    }
}
