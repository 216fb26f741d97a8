// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;

namespace OtlpGateway.Extensions.ClickHouseHttp;

internal static partial class ClickHouseHttpLog
{
    [LoggerMessage(6301, LogLevel.Information, "Serving {Store} on ClickHouse's HTTP protocol at port {Port}, {Access}")]
    public static partial void Serving(ILogger logger, string store, int port, string access);

    // A query that fails is its client's affair and is answered to the client.
    [LoggerMessage(6302, LogLevel.Debug, "Query {QueryId} failed with code {Code}: {Message}")]
    public static partial void QueryFailed(ILogger logger, string queryId, int code, string message);

    [LoggerMessage(6303, LogLevel.Debug, "The client of query {QueryId} went away; the query is killed")]
    public static partial void ClientGone(ILogger logger, string queryId);
}
