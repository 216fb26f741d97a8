// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.Redaction.Options;

/// <summary>
/// <c>db_sanitizer</c>: literals and arguments of statements become <c>?</c>. Which language a statement is in says
/// <c>db.system.name</c> or <c>db.system</c> of the same item.
/// </summary>
public sealed class DbSanitizerOptions
{
    public DbSystemOptions Sql { get; set; } = new();

    public DbSystemOptions Redis { get; set; } = new();

    public DbSystemOptions Valkey { get; set; } = new();

    public DbSystemOptions Memcached { get; set; } = new();

    public DbSystemOptions Mongo { get; set; } = new();

    [Pipeline.Configuration.ConfigKey("opensearch")]
    public DbSystemOptions OpenSearch { get; set; } = new();

    public DbSystemOptions Es { get; set; } = new();

    /// <summary>Also names of client, server and internal spans of a database.</summary>
    public bool SanitizeSpanName { get; set; } = true;

    /// <summary>Attributes of items that name no database are sanitized by every language that lists their key.</summary>
    public bool AllowFallbackWithoutSystem { get; set; }
}
