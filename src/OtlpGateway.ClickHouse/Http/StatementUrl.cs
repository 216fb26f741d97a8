// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Text;
using OtlpGateway.ClickHouse.Client;
using OtlpGateway.ClickHouse.Embedded;

namespace OtlpGateway.ClickHouse.Http;

/// <summary>
/// The URL of a statement: settings and parameters go there, and the statement itself where the body is data. User and
/// password never do: URLs are logged on their way.
/// </summary>
internal sealed class StatementUrl
{
    private readonly StringBuilder _text = new();

    private StatementUrl(Uri endpoint)
    {
        _ = _text.Append(endpoint.GetLeftPart(UriPartial.Path));
        if (!endpoint.AbsolutePath.EndsWith('/'))
        {
            _ = _text.Append('/');
        }

        // The answer waits for the end: an error after a good status would have to be told from data.
        _ = _text.Append("?wait_end_of_query=1");
    }

    internal static Uri OfQuery(Uri endpoint, ClickHouseQuery query, string queryId, IReadOnlyDictionary<string, string> parameters)
    {
        StatementUrl url = new(endpoint);
        url.Add("query_id", queryId);
        url.Add(parameters, "");
        url.Add(query.Settings, "");
        if (query.Database.Length > 0)
        {
            url.Add("database", query.Database);
        }

        if (query.Format.Length > 0)
        {
            url.Add("default_format", query.Format);
        }

        foreach ((string name, string value) in query.Parameters)
        {
            url.Add("param_" + name, query.ParametersAreEscaped ? value : NativeParameters.Escape(value));
        }

        return url.Build();
    }

    /// <param name="inOwnBlocks">True when the body comes as ClickHouse's own compressed blocks.</param>
    internal static Uri OfInsert(Uri endpoint, string statement, string queryId, IReadOnlyDictionary<string, string> parameters, bool inOwnBlocks)
    {
        StatementUrl url = new(endpoint);
        url.Add("query_id", queryId);
        url.Add(parameters, "");

        // The block arrives as one and stays one: other blocks would have other tokens.
        url.Add("min_insert_block_size_rows", "0");
        url.Add("min_insert_block_size_bytes", "0");
        url.Add("max_insert_block_size", int.MaxValue.ToString(CultureInfo.InvariantCulture));
        if (inOwnBlocks)
        {
            url.Add("decompress", "1");
        }

        url.Add("query", statement);
        return url.Build();
    }

    private void Add(IReadOnlyDictionary<string, string> pairs, string prefix)
    {
        foreach ((string name, string value) in pairs)
        {
            Add(prefix + name, value);
        }
    }

    private void Add(string name, string value) =>
        _text.Append('&').Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));

    private Uri Build() => new(_text.ToString());
}
