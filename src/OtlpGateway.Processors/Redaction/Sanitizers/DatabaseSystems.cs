// SPDX-License-Identifier: Apache-2.0

using System.Text;

namespace OtlpGateway.Processors.Redaction.Sanitizers;

/// <summary>Which language the statements of a database are in, by what <c>db.system.name</c> or <c>db.system</c> says.</summary>
internal static class DatabaseSystems
{
    private const int LongestName = 64;

    /// <param name="name">In UTF-8, in any case.</param>
    public static SanitizerSet Find(ReadOnlySpan<byte> name)
    {
        Span<byte> lower = stackalloc byte[LongestName];
        if (name.Length > LongestName || Ascii.ToLower(name, lower, out int length) != System.Buffers.OperationStatus.Done)
        {
            return SanitizerSet.None;
        }

        ReadOnlySpan<byte> system = lower[..length];
        return system.SequenceEqual("redis"u8) || system.SequenceEqual("valkey"u8) ? SanitizerSet.Redis
            : system.SequenceEqual("memcached"u8) ? SanitizerSet.Memcached
            : system.SequenceEqual("mongodb"u8) || system.SequenceEqual("opensearch"u8) || system.SequenceEqual("elasticsearch"u8) ? SanitizerSet.Json
            : IsSql(system) ? SanitizerSet.Sql
            : SanitizerSet.None;
    }

    private static bool IsSql(ReadOnlySpan<byte> system) =>
        system.SequenceEqual("other_sql"u8) || system.SequenceEqual("mysql"u8) || system.SequenceEqual("postgresql"u8)
        || system.SequenceEqual("mariadb"u8) || system.SequenceEqual("sqlite"u8) || system.SequenceEqual("clickhouse"u8)
        || system.SequenceEqual("mssql"u8) || system.SequenceEqual("microsoft.sql_server"u8)
        || system.SequenceEqual("oracle"u8) || system.SequenceEqual("oracle.db"u8) || system.SequenceEqual("db2"u8);
}
