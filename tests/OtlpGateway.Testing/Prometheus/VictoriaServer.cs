// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Testing.Prometheus;

/// <summary>Debian's VictoriaMetrics 1.79, a single node.</summary>
public sealed class VictoriaServer : MetricsServer
{
    private VictoriaServer()
        : base(Executable)
    {
    }

    public static string Executable { get; } = UnpackedProgram.PathOf("victoria-metrics", "victoria-metrics");

    /// <summary>Whether it can be started here; a test skips itself with <see cref="WhyNot"/> where it cannot.</summary>
    public static bool IsThere => File.Exists(Executable);

    public static string WhyNot => $"{Executable} is not there: run scripts/setup.sh where Debian's package victoria-metrics is to be had";

    protected override string ReadyPath => "/health";

    /// <summary>Starts one on an empty directory.</summary>
    public static async Task<VictoriaServer> StartNewAsync(CancellationToken cancellationToken)
    {
        VictoriaServer server = new();
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

    /// <summary>Makes what was written visible to queries now.</summary>
    public Task FlushAsync(CancellationToken cancellationToken) => Query.GetAsync("/internal/force_flush", cancellationToken);

    protected override IEnumerable<string> Arguments() =>
    [
        $"-storageDataPath={Path.Combine(Directory, "data")}",
        $"-httpListenAddr={Address.Authority}",

        // A query shows what was written, and not what it was half a minute ago.
        "-search.latencyOffset=0s",
        "-search.disableCache",
        "-loggerLevel=INFO",
    ];
}
