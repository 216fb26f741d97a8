// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Client;
using OtlpGateway.Extensions.ClickHouseHttp;
using Xunit;

namespace OtlpGateway.Extensions.Tests.ClickHouseHttp;

public sealed class StatementGuardTests
{
    private static readonly Dictionary<string, string> NoParameters = [];

    [Theory]
    [InlineData("SELECT 1", "")]
    [InlineData("select version() format JSON;", "JSON")]
    [InlineData("SELECT ServiceName, count() FROM otel_traces GROUP BY 1 FORMAT PrettyCompact", "PrettyCompact")]
    [InlineData("WITH x AS (SELECT 1 AS a) SELECT * FROM x", "")]
    [InlineData("FROM numbers(3) SELECT number", "")]
    [InlineData("SELECT 'file(''/etc/passwd'')', \"service.name\" FROM default.otel_logs WHERE Body LIKE '%url(%'", "")]
    [InlineData("SELECT Events.Name FROM otel_traces ARRAY JOIN \"Events.Name\", \"Events.Timestamp\"", "")]
    [InlineData("SELECT * FROM (SELECT 1) a JOIN otel_logs AS b ON a.x = b.y WHERE b.z IN ('/tmp/x', 'y')", "")]
    [InlineData("SELECT ResourceAttributes['service.name'] AS \"req/s\", 'x' FROM otel_traces ORDER BY 1 DESC, 2", "")]
    [InlineData("SHOW TABLES FROM default", "")]
    [InlineData("DESCRIBE TABLE otel_traces", "")]
    [InlineData("EXPLAIN SELECT 1", "")]
    [InlineData("-- a comment\nSELECT /* another */ 1", "")]
    [InlineData("SELECT 1 SETTINGS max_execution_time = 5, max_threads = 2", "")]
    [InlineData("SELECT format FROM (SELECT 1 AS format)", "")]
    public void Check_StatementThatReads_PassesAndFindsTheFormat(string sql, string format) =>
        Assert.Equal(new CheckedStatement(format, Writes: false), Guard().Check(sql, NoParameters));

    [Theory]
    [InlineData("INSERT INTO otel_traces VALUES (1)")]
    [InlineData("DROP TABLE otel_traces")]
    [InlineData("SET readonly = 0")]
    [InlineData("SELECT 1; SELECT 2")]
    [InlineData("WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x")]
    [InlineData("SELECT * FROM otel_traces INTO OUTFILE '/tmp/x'")]
    [InlineData("SELECT 1 INTO/**/OUTFILE '/tmp/x'")]
    [InlineData("SELECT * FROM file('/etc/passwd', 'LineAsString')")]
    [InlineData("SELECT FILE /* */ ('/etc/passwd')")]
    [InlineData("SELECT `file`('/etc/passwd')")]
    [InlineData("SELECT `fil\\x65`('/etc/passwd')")]
    [InlineData("DESCRIBE url('http://169.254.169.254/')")]
    [InlineData("SELECT * FROM s3('http://x/y')")]
    [InlineData("SELECT * FROM executable('x', 'TSV', 'a Int8')")]
    [InlineData("SELECT * FROM view(SELECT * FROM remote('10.0.0.1', system.one))")]
    [InlineData("SELECT * FROM '/etc/passwd'")]
    [InlineData("SELECT * FROM \"/etc/passwd\"")]
    [InlineData("SELECT * FROM `passwd.csv`")]
    [InlineData("SELECT * FROM default.`/etc/passwd`")]
    [InlineData("SELECT * FROM otel_traces, '/etc/passwd'")]
    [InlineData("SELECT * FROM otel_traces AS where, '/etc/passwd'")]
    [InlineData("SELECT * FROM otel_traces limit, '/etc/passwd'")]
    [InlineData("SELECT * FROM limit, '/etc/passwd'")]
    [InlineData("SELECT * FROM ('/etc/passwd')")]
    [InlineData("SELECT * FROM otel_traces JOIN \"/etc/passwd\" ON 1")]
    [InlineData("SELECT * FROM a JOIN b ON a.x = b.x, '/etc/passwd'")]
    [InlineData("SELECT 1 WHERE 1 IN `/etc/passwd`")]
    [InlineData("SELECT 1 WHERE 1 IN default.`/etc/passwd`")]
    [InlineData("DESCRIBE '/etc/passwd'")]
    [InlineData("DESCRIBE TABLE \"/etc/passwd\"")]
    [InlineData("SELECT * FROM LICENSE")]
    [InlineData("SELECT * FROM default.LICENSE")]
    [InlineData("SELECT $$ ' $$, file('/etc/passwd') --'")]
    [InlineData("SELECT ‘'‘, file('/etc/passwd') --'")]
    [InlineData("SELECT /* /* */ ' */ , file('/etc/passwd') --'")]
    [InlineData("SELECT 1 # ' \n, file('/etc/passwd') --'")]
    [InlineData("SELECT 'open")]
    [InlineData("SELECT 1 /* open")]
    [InlineData("SELECT 1 SETTINGS readonly = 0")]
    [InlineData("SELECT 1 SETTINGS log_comment = 'x'")]
    [InlineData("SELECT 1 SETTINGS max_execution_time = 0")]
    [InlineData("SELECT 1 SETTINGS max_execution_time = 6000")]
    [InlineData("SELECT 1 SETTINGS max_memory_usage = -1")]
    [InlineData("SELECT 1 SETTINGS `max_memory_usage` = '99999999999'")]
    public void Check_StatementThatMayDoMore_IsRefused(string sql)
    {
        var exception = Assert.Throws<ClickHouseException>(() => Guard().Check(sql, NoParameters));
        Assert.Equal(ClickHouseErrorCode.ReadOnly, exception.Code);
        Assert.Contains("read-only", exception.Message);
    }

    [Theory]
    [InlineData("otel_traces", true)]
    [InlineData("default.otel_traces", true)]
    [InlineData("/etc/passwd", false)]
    [InlineData("LICENSE", false)]
    public void Check_IdentifierParameter_MustNameATable(string value, bool allowed)
    {
        var parameters = new Dictionary<string, string> { ["t"] = value };
        Exception? exception = Record.Exception(() => Guard().Check("SELECT * FROM {t:Identifier}", parameters));
        Assert.Equal(allowed, exception is null);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" -- nothing")]
    public void Check_NoStatement_IsASyntaxError(string sql) =>
        Assert.Equal(62, Assert.Throws<ClickHouseException>(() => Guard().Check(sql, NoParameters)).Code);

    [Fact]
    public void Apply_Settings_AreClampedAndReadOnly()
    {
        var wanted = new Dictionary<string, string> { ["max_execution_time"] = "5", ["max_memory_usage"] = "0", ["max_threads"] = "1" };

        Dictionary<string, string> settings = QuerySettings.Apply(wanted, new ClickHouseHttpOptions { MaxResultRows = 7 }, writes: false);

        Assert.Equal("5", settings["max_execution_time"]);
        Assert.Equal("600000000", settings["max_memory_usage"]);
        Assert.Equal("1", settings["max_threads"]);
        Assert.Equal("7", settings["max_result_rows"]);
        Assert.Equal("2", settings["readonly"]);
    }

    [Theory]
    [InlineData("log_comment")]
    [InlineData("allow_experimental_eval_table_function")]
    [InlineData("format_schema")]
    [InlineData("input_format_schema_x")]
    [InlineData("s3_max_connections")]
    public void Apply_SettingThatReachesOutside_IsRefused(string name)
    {
        var wanted = new Dictionary<string, string> { [name] = "1" };
        var exception = Assert.Throws<ClickHouseException>(() => QuerySettings.Apply(wanted, new ClickHouseHttpOptions(), writes: false));
        Assert.Equal(ClickHouseErrorCode.ReadOnly, exception.Code);
    }

    private static StatementGuard Guard() => new(new ClickHouseHttpOptions(), name => name == "LICENSE");
}
