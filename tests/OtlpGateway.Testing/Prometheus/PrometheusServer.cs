// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Testing.Prometheus;

/// <summary>Debian's Prometheus 2.42 with its remote-write receiver, native histograms and exemplars.</summary>
public sealed class PrometheusServer : MetricsServer
{
    private readonly string _scrapeConfig;

    private PrometheusServer(string scrapeConfig)
        : base(Executable) => _scrapeConfig = scrapeConfig;

    public static string Executable { get; } = UnpackedProgram.PathOf("prometheus", "prometheus");

    /// <summary>Whether it can be started here; a test skips itself with <see cref="WhyNot"/> where it cannot.</summary>
    public static bool IsThere => File.Exists(Executable);

    public static string WhyNot => $"{Executable} is not there: run scripts/setup.sh where Debian's package prometheus is to be had";

    protected override string ReadyPath => "/-/ready";

    /// <summary>Starts one on an empty directory.</summary>
    /// <param name="scrapeConfig">The YAML below <c>scrape_configs:</c>; by default it scrapes nothing.</param>
    public static async Task<PrometheusServer> StartNewAsync(CancellationToken cancellationToken, string scrapeConfig = "")
    {
        PrometheusServer server = new(scrapeConfig);
        try
        {
            await server.StartAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    protected override IEnumerable<string> Arguments()
    {
        string config = Path.Combine(Directory, "prometheus.yml");
        File.WriteAllText(config, $"scrape_configs:\n{_scrapeConfig}\n");
        return
        [
            $"--config.file={config}",
            $"--storage.tsdb.path={Path.Combine(Directory, "data")}",
            $"--web.listen-address={Address.Authority}",
            "--web.enable-remote-write-receiver",
            "--enable-feature=native-histograms,exemplar-storage",
            "--query.lookback-delta=5m",
        ];
    }
}
