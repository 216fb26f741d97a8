// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Schema;
using OtlpGateway.ClickHouse.Tests.Embedded;
using OtlpGateway.Wire.Otlp;
using Xunit;

namespace OtlpGateway.ClickHouse.Tests.Schema;

/// <summary>The embedded engine has no users: its parser reads the statements, and what they grant is listed here.</summary>
public sealed class StoreUserTests(EngineFixture engine)
{
    private const string Password = "it's a \\ secret";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("my cluster")]
    public async Task Statements_WriterAndReader_ParseAndSayNothingSecret(string cluster)
    {
        SchemaTables tables = new() { Database = await engine.CreateDatabaseAsync(Token) };
        _ = await new SchemaMigrator(engine.Client, tables, TimeSpan.Zero).MigrateAsync([Signal.Traces], Token);
        IReadOnlyList<TargetTable> targets = await new SchemaInspector(engine.Client, tables).TargetsAsync([Signal.Traces], Token);
        SchemaSettings settings = new() { Cluster = cluster };
        StoreUser[] users = [StoreUser.Writer("the `writer`", targets, tables, settings), StoreUser.Reader("reader", targets, settings)];
        foreach (string statement in users.SelectMany(user => user.Statements(Password).Concat(user.Describe())))
        {
            Assert.NotEmpty(await engine.Client.TextAsync($"EXPLAIN AST {statement}", Token));
            Assert.Equal(cluster.Length > 0, statement.Contains("ON CLUSTER `my cluster`", StringComparison.Ordinal));
            Assert.DoesNotContain("secret", statement, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Statements_Rights_AreTheLeast()
    {
        SchemaTables tables = new() { Database = await engine.CreateDatabaseAsync(Token) };
        _ = await new SchemaMigrator(engine.Client, tables, TimeSpan.Zero).MigrateAsync([Signal.Traces], Token);
        IReadOnlyList<TargetTable> targets = await new SchemaInspector(engine.Client, tables).TargetsAsync([Signal.Traces], Token);
        string db = $"`{tables.Database}`";
        Assert.Equal(
            [
                "CREATE USER IF NOT EXISTS `w` IDENTIFIED WITH sha256_hash BY '***' SALT '***'",
                $"GRANT SELECT, INSERT, ALTER DELETE ON {db}.otlpgateway_claims TO `w`",
                "GRANT SELECT ON system.merge_tree_settings TO `w`",
                "GRANT SELECT ON system.replicated_merge_tree_settings TO `w`",
                $"GRANT INSERT ON {db}.`otel_traces` TO `w`",
                $"GRANT INSERT ON {db}.`otel_traces_trace_id_ts` TO `w`",
                $"GRANT INSERT ON {db}.otlpgateway_dead_letters TO `w`",
            ],
            StoreUser.Writer("w", targets, tables, new SchemaSettings()).Describe());
        Assert.Equal(
            [
                "CREATE USER IF NOT EXISTS `r` IDENTIFIED WITH sha256_hash BY '***' SALT '***' SETTINGS readonly = 2",
                $"GRANT SELECT ON {db}.`otel_traces` TO `r`",
                $"GRANT SELECT ON {db}.`otel_traces_trace_id_ts` TO `r`",
            ],
            StoreUser.Reader("r", targets, new SchemaSettings()).Describe());
    }
}
