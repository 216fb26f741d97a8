// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.ClickHouse.Client;

/// <summary>Quotes for ClickHouse SQL.</summary>
public static class SqlText
{
    /// <summary>A string literal: <c>'it\'s'</c>.</summary>
    public static string Literal(string value) =>
        "'" + value.Replace("\\", @"\\", StringComparison.Ordinal).Replace("'", @"\'", StringComparison.Ordinal) + "'";

    /// <summary>A quoted identifier: <c>`my table`</c>.</summary>
    public static string Identifier(string name) =>
        "`" + name.Replace("\\", @"\\", StringComparison.Ordinal).Replace("`", @"\`", StringComparison.Ordinal) + "`";
}
