// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using OtlpGateway.IntegrationTests.Gateway;
using OtlpGateway.Testing.Prometheus;

namespace OtlpGateway.IntegrationTests.Prometheus;

/// <summary>The gateway on <c>config/metrics.yaml</c> with a database behind it, and the scenario's load in front.</summary>
internal sealed class MetricsSite(MetricsServer server, GatewayProcess gateway) : IAsyncDisposable
{
    /// <summary>All series of the scenario, not those of whatever else is there.</summary>
    private const string All = "{job=\"checkout\"}";

    /// <summary>Of the topic, as the configuration has it.</summary>
    private const int Partitions = 2;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public MetricsServer Server { get; } = server;

    public GatewayProcess Gateway { get; } = gateway;

    /// <summary>Starts the gateway, and waits for its first run: what a stream counted before is a baseline, and not in the totals.</summary>
    public static async Task<MetricsSite> StartAsync(MetricsServer server, CancellationToken cancellationToken)
    {
        MetricsSite site = new(server, await GatewayProcess.StartAsync(ports => Arguments(ports, server), cancellationToken));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        while (site.Gateway.Errors.Split('\n').Count(line => line.Contains("no state was saved before", StringComparison.Ordinal)) < Partitions)
        {
            await Task.Delay(20, limit.Token);
        }

        return site;
    }

    /// <summary>Sends the scenario; the account of it, and what must be found.</summary>
    public CommandRun Send(int requests, int connections = 4, string rate = "0") => Gateway.Command(
        "send", "--scenario", "cardinality", "--json", "--protocol", "grpc", "--endpoint", Gateway.Grpc, "--signals", "metrics", "--seed", "5",
        "--batch", "90", "--count", (requests * 90).ToString(CultureInfo.InvariantCulture), "--rate", rate,
        "--connections", connections.ToString(CultureInfo.InvariantCulture));

    /// <summary>Waits for the end of a load and returns the series that must be found.</summary>
    public static async Task<Dictionary<string, double>> EndAsync(CommandRun load, CancellationToken cancellationToken)
    {
        int code = await load.EndAsync(cancellationToken);
        Assert.True(code == 0, $"send ended with {code}: {load.Errors}{load.Output}");
        return ExpectedSeries.Parse(load.Output.Split('\n').Single(line => line.StartsWith('[')));
    }

    /// <summary>Waits until the database has exactly these series with exactly these values, and still has them after the next output.</summary>
    public async Task ExpectAsync(Dictionary<string, double> expected, CancellationToken cancellationToken)
    {
        await Server.Query.WaitAsync(All, found => Differences(expected, found).Count == 0, Patience, cancellationToken);
        await NewerAsync(cancellationToken);
        await NewerAsync(cancellationToken);
        List<string> differences = Differences(expected, await Server.Query.InstantAsync(All, cancellationToken));
        Assert.True(differences.Count == 0, $"{string.Join("\n", differences)}\n{Gateway.Errors}");
    }

    /// <summary>Waits until series have samples that are newer than now, one of each kind.</summary>
    public async Task NewerAsync(CancellationToken cancellationToken)
    {
        double now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000d;
        foreach (string metric in new[] { "user_login_total", "process_cpu_percent", "db_query_duration_seconds_count" })
        {
            string newer = string.Create(CultureInfo.InvariantCulture, $"min(timestamp({metric})) > {now:F3}");
            Assert.True(
                (await Server.Query.WaitAsync(newer, found => found.Count > 0, Patience, cancellationToken)).Count > 0,
                $"{metric} has no new sample.\n{Gateway.Errors}");
        }
    }

    /// <summary>No series that grows has ever dipped.</summary>
    public async Task ExpectNoResetsAsync(Dictionary<string, double> expected, CancellationToken cancellationToken)
    {
        foreach (string series in expected.Keys.Where(ExpectedSeries.IsCounter))
        {
            Assert.Equal((series, 0), (series, await Server.Query.ValueAsync($"resets({series}[1h])", cancellationToken)));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Server.DisposeAsync();
    }

    private static List<string> Differences(Dictionary<string, double> expected, IReadOnlyList<PromSeries> found)
    {
        Dictionary<string, double> values = found.ToDictionary(series => series.ToString(), series => series.Value, StringComparer.Ordinal);
        return
        [
            .. expected.Where(series => !values.TryGetValue(series.Key, out double value) || !value.Equals(series.Value))
                .Select(series => $"{series.Key}: expected {series.Value}, found {(values.TryGetValue(series.Key, out double value) ? value : "none")}"),
            .. values.Keys.Except(expected.Keys).Select(series => $"{series}: not expected, {values[series]}"),
        ];
    }

    private static string[] Arguments(FreePorts ports, MetricsServer server) =>
    [
        "--config", Path.Combine(TestPaths.Root, "config", "metrics.yaml"),
        .. GatewayProcess.OtlpArguments(ports),
        .. GatewayProcess.OwnArguments(ports),
        "--set", $"exporters.prometheus_remote_write.endpoint={server.WriteAddress}",
        "--set", "processors.reaggregate.interval=1s",
    ];
}
