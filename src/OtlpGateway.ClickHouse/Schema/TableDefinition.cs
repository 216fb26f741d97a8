// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.ClickHouse.Schema;

/// <summary>The columns of the first table in a migration, by name, each as a column definition reads behind its name.</summary>
/// <remarks>The files are ours: a column a line, nested ones in parentheses on lines of their own.</remarks>
internal static class TableDefinition
{
    internal static IReadOnlyDictionary<string, string> ColumnsOf(Migration migration)
    {
        Dictionary<string, string> columns = new(StringComparer.Ordinal);
        string[] lines = migration.Sql.Split('\n');
        string nested = "";
        for (int i = Array.IndexOf(lines, "(") + 1; lines[i] != ")"; i++)
        {
            string line = lines[i].Trim().TrimEnd(',');
            int space = line.IndexOf(' ', StringComparison.Ordinal);
            if (line.StartsWith("INDEX ", StringComparison.Ordinal) || line == "(")
            {
                continue;
            }

            if (line.EndsWith(" Nested", StringComparison.Ordinal))
            {
                nested = line[..space];
            }
            else if (line.StartsWith(')'))
            {
                Compress(columns, nested, line[1..]);
                nested = "";
            }
            else if (nested.Length > 0)
            {
                columns[$"{nested}.{line[..space]}"] = $"Array({line[(space + 1)..]})";
            }
            else
            {
                columns[line[..space]] = line[(space + 1)..];
            }
        }

        return columns;
    }

    private static void Compress(Dictionary<string, string> columns, string nested, string codec)
    {
        foreach (string name in columns.Keys.Where(name => name.StartsWith(nested + ".", StringComparison.Ordinal)).ToArray())
        {
            columns[name] += codec;
        }
    }
}
