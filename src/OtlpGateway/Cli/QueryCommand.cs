// SPDX-License-Identifier: Apache-2.0

using System.CommandLine;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using OtlpGateway.ClickHouse.Client;
using OtlpGateway.ClickHouse.Embedded;
using OtlpGateway.Exporters.ClickHouse;
using OtlpGateway.Hosting;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Cli;

/// <summary>
/// <c>query "SQL"</c>: asks a running gateway, which has the store to itself; where none runs it opens the store.
/// </summary>
internal static class QueryCommand
{
    // As a running gateway has it; the schema is migrate's business.
    private static readonly Dictionary<string, string> ReadOnly = new(StringComparer.Ordinal) { ["readonly"] = "2" };

    public static Command Create(SharedOptions shared, ComponentRegistry registry)
    {
        Argument<string> sql = new("sql") { Description = "One statement." };
        Option<string?> format = new("--format") { Description = "ClickHouse's output format: Pretty, JSON, CSV and many more. Without it Pretty on a terminal and TabSeparated elsewhere." };
        Option<string> url = new("--url") { Description = "The clickhouse_http extension of a running gateway.", DefaultValueFactory = _ => "http://127.0.0.1:8123" };
        Option<string?> store = new("--store") { Description = "The store's directory where no gateway runs. Without it the configuration's, or else data/clickhouse under OTLP_GATEWAY_DATA." };
        Command command = new("query", "Query the embedded ClickHouse.") { sql, format, url, store };
        command.SetAction(async (result, cancellationToken) =>
        {
            InvocationConfiguration invocation = result.InvocationConfiguration;
            ClickHouseQuery query = new(result.GetValue(sql)!)
            {
                Format = result.GetValue(format) ?? (Console.IsOutputRedirected ? "TabSeparated" : "Pretty"),
            };
            if (!Uri.TryCreate(result.GetValue(url), UriKind.Absolute, out Uri? address))
            {
                ErrorText.Write(invocation.Error, $"--url {result.GetValue(url)} is no URL");
                return 1;
            }

            await using Stream output = Console.OpenStandardOutput();
            int? asked = await AskAsync(address, query, output, invocation, cancellationToken);
            return asked ?? await OpenAsync(result.GetValue(store) ?? StoreOf(shared, registry, result), query, output, invocation, cancellationToken);
        });
        return command;
    }

    /// <summary>Null when nobody listens there.</summary>
    private static async Task<int?> AskAsync(
        Uri address, ClickHouseQuery query, Stream output, InvocationConfiguration invocation, CancellationToken cancellationToken)
    {
        using HttpClient client = new() { Timeout = Timeout.InfiniteTimeSpan };
        using StringContent body = new(query.Sql, Encoding.UTF8);
        bool answered = false;
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(address, "/?default_format=" + Uri.EscapeDataString(query.Format))) { Content = body };
        try
        {
            using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                answered = true;
                await response.Content.CopyToAsync(output, cancellationToken);
                return 0;
            }

            ErrorText.Write(invocation.Error, (await response.Content.ReadAsStringAsync(cancellationToken)).Trim());
            return 1;
        }
        catch (HttpRequestException failure) when (failure.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused })
        {
            return null;
        }
        catch (HttpRequestException failure)
        {
            ErrorText.Write(invocation.Error, answered
                ? $"{address}: the result broke off; when the query failed half-way, the end of the output says why"
                : $"{address}: {failure.Message}");
            return 1;
        }
    }

    private static async Task<int> OpenAsync(
        string directory, ClickHouseQuery query, Stream output, InvocationConfiguration invocation, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(directory))
        {
            ErrorText.Write(invocation.Error, $"no gateway answers and there is no store in {directory}; name it with --store or --config");
            return 1;
        }

        try
        {
            await using ChdbEngines engines = new(NullLoggerFactory.Instance);
            await using ChdbLease lease = await engines.AcquireAsync(directory, cancellationToken);
            _ = await lease.Client.QueryAsync(query with { Settings = ReadOnly }, output, cancellationToken);
            return 0;
        }
        catch (Exception failure) when (failure is ChdbStartException or ClickHouseException)
        {
            ErrorText.Write(invocation.Error, failure.Message);
            return 1;
        }
    }

    private static string StoreOf(SharedOptions shared, ComponentRegistry registry, ParseResult result)
    {
        string standard = Path.Combine(Environment.GetEnvironmentVariable("OTLP_GATEWAY_DATA") ?? "data", "clickhouse");
        if (result.GetValue(shared.Config) is not { Length: > 0 })
        {
            return standard;
        }

        LoadedConfig loaded = new GatewayLoader(registry).Load(shared.Input(result));
        ClickHouseOptions? options = loaded.Config.Components.Values.Select(component => component.Options).OfType<ClickHouseOptions>().FirstOrDefault();
        return options?.StoreDirectory ?? standard;
    }
}
