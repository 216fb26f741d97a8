// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Text.Json;

namespace OtlpGateway.Testing.Prometheus;

/// <summary>Asks a server of Prometheus's HTTP interface. A query that the server refuses is an exception with its words.</summary>
public sealed class PromQl(HttpClient http, Uri server)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>An instant query. Of series, each with one value.</summary>
    /// <param name="expression">PromQL.</param>
    /// <param name="time">Seconds since 1970; now where there is none.</param>
    public Task<IReadOnlyList<PromSeries>> InstantAsync(string expression, CancellationToken cancellationToken, double? time = null) =>
        ResultAsync($"/api/v1/query?query={Uri.EscapeDataString(expression)}{(time is { } at ? $"&time={Text(at)}" : "")}", cancellationToken);

    /// <summary>A range query.</summary>
    /// <param name="start">Seconds since 1970.</param>
    /// <param name="end">The same.</param>
    /// <param name="step">Seconds.</param>
    public Task<IReadOnlyList<PromSeries>> RangeAsync(string expression, double start, double end, double step, CancellationToken cancellationToken) =>
        ResultAsync($"/api/v1/query_range?query={Uri.EscapeDataString(expression)}&start={Text(start)}&end={Text(end)}&step={Text(step)}", cancellationToken);

    /// <summary>The one value of an expression; null when it has none. Several series are an exception.</summary>
    public async Task<double?> ValueAsync(string expression, CancellationToken cancellationToken)
    {
        IReadOnlyList<PromSeries> found = await InstantAsync(expression, cancellationToken);
        return found.Count switch
        {
            0 => null,
            1 => found[0].Value,
            _ => throw new InvalidOperationException($"{expression} has {found.Count} series: {string.Join("; ", found.Take(10))}"),
        };
    }

    /// <summary>Asks again and again until the answer is right; then, or at the end of the patience, returns the last one.</summary>
    public async Task<IReadOnlyList<PromSeries>> WaitAsync(
        string expression, Func<IReadOnlyList<PromSeries>, bool> isRight, TimeSpan patience, CancellationToken cancellationToken)
    {
        long started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            IReadOnlyList<PromSeries> found = await InstantAsync(expression, cancellationToken);
            if (isRight(found) || TimeProvider.System.GetElapsedTime(started) > patience)
            {
                return found;
            }

            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>The series that match selectors, whatever their values are.</summary>
    public async Task<IReadOnlyList<IReadOnlyDictionary<string, string>>> SeriesAsync(CancellationToken cancellationToken, params string[] selectors)
    {
        string query = string.Join('&', selectors.Select(selector => $"match[]={Uri.EscapeDataString(selector)}"));
        using JsonDocument answer = await AskAsync($"/api/v1/series?{query}", cancellationToken);
        return [.. answer.RootElement.GetProperty("data").EnumerateArray().Select(LabelsOf)];
    }

    /// <summary>The exemplars of a query's series, as the server's JSON.</summary>
    public async Task<JsonElement> ExemplarsAsync(string expression, double start, double end, CancellationToken cancellationToken)
    {
        using JsonDocument answer = await AskAsync(
            $"/api/v1/query_exemplars?query={Uri.EscapeDataString(expression)}&start={Text(start)}&end={Text(end)}", cancellationToken);
        return answer.RootElement.GetProperty("data").Clone();
    }

    /// <summary>Type, help and unit of metrics that were scraped, as the server's JSON.</summary>
    public async Task<JsonElement> MetadataAsync(CancellationToken cancellationToken)
    {
        using JsonDocument answer = await AskAsync("/api/v1/metadata", cancellationToken);
        return answer.RootElement.GetProperty("data").Clone();
    }

    /// <summary>Any other path, as text.</summary>
    public Task<string> GetAsync(string path, CancellationToken cancellationToken) => http.GetStringAsync(new Uri(server, path), cancellationToken);

    private async Task<IReadOnlyList<PromSeries>> ResultAsync(string path, CancellationToken cancellationToken)
    {
        using JsonDocument answer = await AskAsync(path, cancellationToken);
        JsonElement data = answer.RootElement.GetProperty("data");
        JsonElement result = data.GetProperty("result");
        return data.GetProperty("resultType").GetString() is "scalar" or "string"
            ? [new PromSeries(new Dictionary<string, string>(), [SampleOf(result)])]
            : [.. result.EnumerateArray().Select(SeriesOf)];
    }

    private async Task<JsonDocument> AskAsync(string path, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await http.GetAsync(new Uri(server, path), cancellationToken);
        string body = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.IsSuccessStatusCode
            ? JsonDocument.Parse(body)
            : throw new InvalidOperationException($"{path}: {(int)response.StatusCode} {body}");
    }

    private static PromSeries SeriesOf(JsonElement series) => new(
        LabelsOf(series.GetProperty("metric")),
        series.TryGetProperty("values", out JsonElement values) ? [.. values.EnumerateArray().Select(SampleOf)]
        : series.TryGetProperty("value", out JsonElement value) ? [SampleOf(value)]
        : [])
    {
        Histogram = series.TryGetProperty("histogram", out JsonElement histogram) ? histogram[1].Clone() : null,
    };

    private static PromSample SampleOf(JsonElement pair) => new(pair[0].GetDouble(), NumberOf(pair[1].GetString() ?? ""));

    private static double NumberOf(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };

    private static Dictionary<string, string> LabelsOf(JsonElement labels) =>
        labels.EnumerateObject().ToDictionary(label => label.Name, label => label.Value.GetString() ?? "", StringComparer.Ordinal);

    private static string Text(double seconds) => seconds.ToString("F3", CultureInfo.InvariantCulture);
}
