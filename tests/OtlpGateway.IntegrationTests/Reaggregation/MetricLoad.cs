// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Net;
using System.Text;

namespace OtlpGateway.IntegrationTests.Reaggregation;

/// <summary>
/// Clients that count: each sends delta and cumulative counters under a label of its own, again with the same bytes until
/// they are acknowledged. When it has ended, what was acknowledged is what must come out.
/// </summary>
internal sealed class MetricLoad : IAsyncDisposable
{
    private const int Clients = 7;

    /// <summary>Of each kind. A metric is in one partition: with so many there are some in every one.</summary>
    private const int Metrics = 8;
    private const int MostPerRequest = 100;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly CancellationTokenSource _stopping = new();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };
    private readonly Func<Uri> _endpoint;
    private readonly long _start = Now();
    private readonly long[,] _totals = new long[Metrics, Clients];
    private readonly Random _random;
    private readonly Task _run;
    private int _requests;

    private MetricLoad(Func<Uri> endpoint, int seed)
    {
        _endpoint = endpoint;
        _random = new Random(seed);
        _run = Task.Run(RunAsync);
    }

    /// <summary>What all clients have counted together, by metric.</summary>
    public IReadOnlyDictionary<string, long> Totals => Enumerable.Range(0, Metrics)
        .Select(metric => (metric, Total: Enumerable.Range(0, Clients).Sum(client => _totals[metric, client])))
        .Where(counted => counted.Total > 0)
        .SelectMany(counted => (KeyValuePair<string, long>[])[new(Delta(counted.metric), counted.Total), new(Cumulative(counted.metric), counted.Total)])
        .ToDictionary();

    public int Requests => Volatile.Read(ref _requests);

    /// <param name="endpoint">Where the gateway takes OTLP over HTTP.</param>
    /// <param name="seed">Makes the same numbers again.</param>
    public static MetricLoad Start(string endpoint, int seed) => new(() => new Uri(endpoint + "/v1/metrics"), seed);

    /// <summary>Waits until so many more requests are acknowledged.</summary>
    public async Task WaitForMoreAsync(int more, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        int wanted = Requests + more;
        while (Requests < wanted)
        {
            Assert.False(_run.IsCompleted, "The load ended.");
            await Task.Delay(Pause, limit.Token);
        }
    }

    /// <summary>Sends nothing new; comes back when what was sent is acknowledged.</summary>
    public async Task EndAsync()
    {
        await _stopping.CancelAsync();
        await _run;
    }

    public async ValueTask DisposeAsync()
    {
        _http.CancelPendingRequests();
        await _stopping.CancelAsync();
        _http.Dispose();
        await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            int client = _random.Next(Clients);
            int metric = _random.Next(Metrics);
            long more = _random.Next(1, MostPerRequest);
            byte[] request = Encoding.UTF8.GetBytes(Request(client, metric, more));
            while (!await TrySendAsync(request))
            {
                await Task.Delay(Pause);
            }

            _totals[metric, client] += more;
            Interlocked.Increment(ref _requests);
            await Task.Delay(Pause);
        }
    }

    private async Task<bool> TrySendAsync(byte[] request)
    {
        try
        {
            using ByteArrayContent content = new(request);
            content.Headers.ContentType = new("application/json");
            using HttpResponseMessage answer = await _http.PostAsync(_endpoint(), content);
            Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests, $"{answer.StatusCode}");
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    private static string Delta(int metric) => $"load_delta_{metric}";

    private static string Cumulative(int metric) => $"load_cumulative_{metric}";

    private static long Now() => (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;

    private string Request(int client, int metric, long more) => string.Create(
        CultureInfo.InvariantCulture,
        $$$"""
        {"resourceMetrics":[{"resource":{"attributes":[
          {"key":"service.name","value":{"stringValue":"load"}},{"key":"service.instance.id","value":{"stringValue":"client-{{{client}}}"}}]},
         "scopeMetrics":[{"metrics":[
          {"name":"{{{Delta(metric)}}}","sum":{"aggregationTemporality":1,"isMonotonic":true,"dataPoints":[{{{Point(client, more)}}}]}},
          {"name":"{{{Cumulative(metric)}}}","sum":{"aggregationTemporality":2,"isMonotonic":true,"dataPoints":[{{{Point(client, _totals[metric, client] + more)}}}]}}]}]}]}
        """);

    private string Point(int client, long value) => string.Create(
        CultureInfo.InvariantCulture,
        $$$"""
        {"attributes":[{"key":"user","value":{"stringValue":"user-{{{client}}}"}}],"startTimeUnixNano":"{{{_start}}}","timeUnixNano":"{{{Now()}}}","asInt":"{{{value}}}"}
        """);
}
