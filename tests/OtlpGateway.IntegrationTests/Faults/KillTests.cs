// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using OtlpGateway.IntegrationTests.Gateway;

namespace OtlpGateway.IntegrationTests.Faults;

/// <summary>
/// The promise of the whole gateway: what was acknowledged before a <c>kill -9</c> is in ClickHouse after it, once.
/// </summary>
public sealed class KillTests
{
    private const int Kills = 10;
    private const int Seed = 20261120;
    private const string Run = "a1b2c3d4e5f60718";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kill_TenTimesUnderLoad_EveryAcknowledgedItemIsThereOnce()
    {
        string acked = Path.Combine(Directory.CreateTempSubdirectory("acked-").FullName, "acked.txt");
        await using GatewayProcess gateway = await GatewayProcess.StartAsync(Cancelled);
        await using CommandRun load = gateway.Command(
            "send", "--endpoint", gateway.Grpc, "--rate", "3000", "--batch", "50", "--connections", "4", "--duration", "10m",
            "--run-id", Run, "--retry-timeout", "10m", "--acked-file", acked);
        var random = new Random(Seed);
        for (int kill = 0; kill < Kills; kill++)
        {
            await WaitForMoreAsync(acked, load);
            await Task.Delay(random.Next(0, 1500), Cancelled);
            await gateway.KillAsync();
            await gateway.RestartAsync(Cancelled);
        }

        await WaitForMoreAsync(acked, load);
        await load.DisposeAsync();
        await gateway.WaitUntilConsumedAsync(Cancelled);

        await AssertSpansAndLogsAsync(gateway.Sql, acked);
    }

    [Fact]
    public async Task Kill_OfTheNextGateway_LosesNothingThatThisOneAcknowledged()
    {
        const int Restarts = 4;
        string acked = Path.Combine(Directory.CreateTempSubdirectory("acked-").FullName, "acked.txt");
        await using GatewayProcess next = await GatewayProcess.StartAsync(Cancelled);
        FreePorts ports = FreePorts.Find();
        await using CommandRun first = next.Command(
            "--config",
            "yaml:"
            + $"{{receivers: {{otlp: {{protocols: {{grpc: {{endpoint: '127.0.0.1:{ports.Grpc}'}}}}}}}}, "
            + $"exporters: {{otlp: {{endpoint: '{next.Grpc}', compression: none, retry_on_failure: {{initial_interval: 50ms, max_interval: 200ms}}}}, "
            + $"otlphttp: {{endpoint: '{next.Http}', encoding: json, retry_on_failure: {{initial_interval: 50ms, max_interval: 200ms}}}}}}, "
            + "service: {telemetry: {metrics: {level: none}}, "
            + "pipelines: {traces: {receivers: [otlp], exporters: [otlp]}, logs: {receivers: [otlp], exporters: [otlphttp]}, metrics: {receivers: [otlp], exporters: [otlp]}}}}");
        await using CommandRun load = next.Command(
            "send", "--endpoint", $"http://127.0.0.1:{ports.Grpc}", "--rate", "2000", "--batch", "50", "--connections", "4",
            "--duration", "10m", "--run-id", Run, "--retry-timeout", "10m", "--acked-file", acked);
        var random = new Random(Seed);
        for (int kill = 0; kill < Restarts; kill++)
        {
            await WaitForMoreAsync(acked, load);
            await Task.Delay(random.Next(0, 1000), Cancelled);
            await next.KillAsync();
            await next.RestartAsync(Cancelled);
        }

        await WaitForMoreAsync(acked, load);
        await load.DisposeAsync();
        Assert.False(first.Process.HasExited, first.Errors);
        await next.WaitUntilConsumedAsync(Cancelled);

        // What was sent again after a lost answer has the same bytes, which the next gateway recognises.
        await AssertSpansAndLogsAsync(next.Sql, acked);
    }

    [Fact]
    public async Task Kill_WithAQueueOnDiskBeforeClickHouse_EveryAcknowledgedItemIsThereOnce()
    {
        const int Restarts = 4;
        string acked = Path.Combine(Directory.CreateTempSubdirectory("acked-").FullName, "acked.txt");
        await using GatewayProcess gateway = await GatewayProcess.StartAsync(
            Cancelled,
            "--config",
            "yaml:{exporters: {debug: {}, clickhouse: {sending_queue: {storage: file_storage, queue_size: 100000}}}, "
            + "extensions: {file_storage: {directory: '${env:OTLP_GATEWAY_DATA}/queue', create_directory: true}}, "
            + "service: {extensions: [health_check, clickhouse_http, file_storage], pipelines: {"
            + "traces/in: {receivers: [otlp], exporters: [clickhouse]}, traces/store: {receivers: [kafka], exporters: [debug]}, "
            + "metrics/in: {receivers: [otlp], exporters: [clickhouse]}, metrics/store: {receivers: [kafka], exporters: [debug]}, "
            + "logs/in: {receivers: [otlp], exporters: [clickhouse]}, logs/store: {receivers: [kafka], exporters: [debug]}}}}");
        await using CommandRun load = gateway.Command(
            "send", "--endpoint", gateway.Grpc, "--rate", "1000", "--batch", "50", "--connections", "2", "--duration", "10m",
            "--run-id", Run, "--retry-timeout", "10m", "--acked-file", acked);
        var random = new Random(Seed);
        for (int kill = 0; kill < Restarts; kill++)
        {
            await WaitForMoreAsync(acked, load);
            await Task.Delay(random.Next(0, 1000), Cancelled);
            await gateway.KillAsync();
            await gateway.RestartAsync(Cancelled);
        }

        await WaitForMoreAsync(acked, load);
        await load.DisposeAsync();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        limit.CancelAfter(TimeSpan.FromMinutes(3));
        while ((await gateway.MetricsAsync(limit.Token)).Sum("otelcol_exporter_queue_size") is not 0)
        {
            await Task.Delay(100, limit.Token);
        }

        await AssertSpansAndLogsAsync(gateway.Sql, acked);
    }

    [Fact]
    public async Task Kill_BeforeTheAnswer_ARetryWithTheSameBytesIsStoredOnce()
    {
        var random = new Random(Seed);
        await using GatewayProcess gateway = await GatewayProcess.StartAsync(Cancelled);
        for (int number = 0; number < 5; number++)
        {
            Task<HttpResponseMessage> first = gateway.PostAsync("/v1/traces", OneSpan.Json("retried", number), Cancelled);
            await Task.Delay(random.Next(0, 20), Cancelled);
            await gateway.KillAsync();
            _ = await Record.ExceptionAsync(() => first);
            await gateway.RestartAsync(Cancelled);
            for (int repeat = 0; repeat < 2; repeat++)
            {
                using HttpResponseMessage again = await gateway.PostAsync("/v1/traces", OneSpan.Json("retried", number), Cancelled);
                Assert.Equal(HttpStatusCode.OK, again.StatusCode);
            }
        }

        await gateway.WaitUntilConsumedAsync(Cancelled);
        await gateway.Sql.WaitForAsync("SELECT count() FROM otel_traces WHERE ServiceName = 'retried'", 5, Cancelled);
        Assert.Equal("5\t5", await gateway.Sql.TextAsync("SELECT count(), uniqExact(SpanId) FROM otel_traces WHERE ServiceName = 'retried'", Cancelled));
    }

    /// <summary>Waits until requests are acknowledged that were not before: the load is on.</summary>
    private static async Task WaitForMoreAsync(string acked, CommandRun load)
    {
        long before = File.Exists(acked) ? new FileInfo(acked).Length : 0;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        while (!File.Exists(acked) || new FileInfo(acked).Length <= before)
        {
            Assert.False(load.Process.HasExited, $"The load ended: {load.Errors}{load.Output}");
            await Task.Delay(10, limit.Token);
        }
    }

    private static async Task AssertSpansAndLogsAsync(SqlClient sql, string acked)
    {
        await AssertExactlyOnceAsync(sql, acked, "traces", $"SELECT reinterpretAsUInt64(reverse(unhex(SpanId))) FROM otel_traces WHERE startsWith(TraceId, '{Run}')");
        await AssertExactlyOnceAsync(sql, acked, "logs", $"SELECT reinterpretAsUInt64(reverse(unhex(right(LogAttributes['log.record.uid'], 16)))) FROM otel_logs WHERE startsWith(LogAttributes['log.record.uid'], '{Run}')");
    }

    private static async Task AssertExactlyOnceAsync(SqlClient sql, string acked, string signal, string query)
    {
        HashSet<ulong> promised = [.. Promised(acked, signal)];
        byte[] rows = await sql.BytesAsync($"{query} FORMAT RowBinary", Cancelled);
        var stored = new HashSet<ulong>();
        var twice = new List<ulong>();
        for (int at = 0; at < rows.Length; at += sizeof(ulong))
        {
            ulong id = BinaryPrimitives.ReadUInt64LittleEndian(rows.AsSpan(at));
            if (!stored.Add(id))
            {
                twice.Add(id);
            }
        }

        TestContext.Current.SendDiagnosticMessage("{0}: {1} acknowledged, {2} stored", signal, promised.Count, stored.Count);
        Assert.NotEmpty(promised);
        Assert.True(twice.Count == 0, $"{signal}: {twice.Count} of {stored.Count} are stored twice, such as {string.Join(", ", twice.Take(5))}");
        ulong[] lost = [.. promised.Where(id => !stored.Contains(id))];
        Assert.True(lost.Length == 0, $"{signal}: {lost.Length} of {promised.Count} acknowledged ones are lost, such as {string.Join(", ", lost.Take(5))}");
    }

    /// <summary>The counters of all items that were acknowledged: lines of <c>signal run first count rejected</c>.</summary>
    private static IEnumerable<ulong> Promised(string acked, string signal)
    {
        foreach (string line in File.ReadLines(acked))
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
