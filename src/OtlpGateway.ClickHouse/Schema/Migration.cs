// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace OtlpGateway.ClickHouse.Schema;

/// <summary>
/// One numbered SQL file of this assembly. Its text is a template; the checksum is the template's, so that another table
/// name, engine or time to live is no other migration. A file that was released never changes.
/// </summary>
internal sealed record Migration(int Number, string Name, string Sql)
{
    private const string ResourcePrefix = "OtlpGateway.ClickHouse.Schema.Sql.";

    internal string Checksum { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Plain(Sql))))[..16];

    /// <summary>All of them by ascending number.</summary>
    internal static IReadOnlyList<Migration> All { get; } = Load();

    internal static Migration Named(string name) => All.First(migration => migration.Name == name);

    /// <summary>The statements with everything filled in.</summary>
    internal IEnumerable<string> Statements(MigrationValues values)
    {
        foreach (string statement in values.Render(Sql).Split(";\n", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            yield return statement.TrimEnd(';');
        }
    }

    /// <summary>As the file would read for one server and the plain engine, which is how the first files were written.</summary>
    private static string Plain(string sql) => sql
        .Replace(MigrationValues.OnClusterMark, "", StringComparison.Ordinal)
        .Replace(MigrationValues.EngineMark, TableEngine.MergeTreeName, StringComparison.Ordinal);

    private static List<Migration> Load()
    {
        List<Migration> migrations = [];
        Assembly assembly = typeof(Migration).Assembly;
        foreach (string resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith(ResourcePrefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using StreamReader reader = new(assembly.GetManifestResourceStream(resource)!);
            string file = resource[ResourcePrefix.Length..^".sql".Length];
            int mark = file.IndexOf('_', StringComparison.Ordinal);
            migrations.Add(new Migration(int.Parse(file.AsSpan(0, mark), CultureInfo.InvariantCulture), file[(mark + 1)..], reader.ReadToEnd()));
        }

        return migrations;
    }
}
