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

    [Theory]
    [InlineData("INSERT INTO db.t (a, b) SETTINGS async_insert = 0")]
    [InlineData("INSERT INTO `otel`.`otel_traces` (`Events.Name`) VALUES (1)")]
    [InlineData("INSERT INTO t SELECT number FROM numbers(10)")]
    [InlineData("CREATE TABLE IF NOT EXISTS db.t (a UInt8 CODEC(Delta, ZSTD(1)), format String, INDEX i a TYPE minmax) ENGINE = MergeTree PARTITION BY toDate(a) ORDER BY (a, b) TTL toDateTime(a) + toIntervalDay(3) SETTINGS index_granularity = 8192")]
    [InlineData("CREATE TABLE t (a UInt8) ENGINE ReplacingMergeTree(a) ORDER BY a")]
    [InlineData("CREATE OR REPLACE TABLE t (a UInt8) ENGINE = Memory")]
    [InlineData("CREATE MATERIALIZED VIEW db.v TO db.t AS SELECT a FROM db.s")]
    [InlineData("CREATE DATABASE IF NOT EXISTS otel ENGINE = Atomic")]
    [InlineData("ALTER TABLE db.t MODIFY SETTING non_replicated_deduplication_window = 10000")]
    [InlineData("ALTER TABLE db.t ADD COLUMN IF NOT EXISTS c UInt8")]
    [InlineData("DROP TABLE IF EXISTS db.t SYNC")]
    [InlineData("TRUNCATE TABLE db.t")]
    [InlineData("OPTIMIZE TABLE db.t FINAL")]
    [InlineData("DELETE FROM db.t WHERE a = 1")]
    [InlineData("KILL QUERY WHERE query_id = 'x' ASYNC")]
    [InlineData("SYSTEM SYNC REPLICA db.t")]
    public void Check_StatementThatWritesInside_PassesWhereWritingIsAllowed(string sql)
    {
        Assert.Equal(new CheckedStatement("", Writes: true), Writer().Check(sql, NoParameters));
        Assert.Equal(ClickHouseErrorCode.ReadOnly, Assert.Throws<ClickHouseException>(() => Guard().Check(sql, NoParameters)).Code);
    }

    [Theory]
    [InlineData("INSERT INTO FUNCTION file('/tmp/x', 'CSV', 'a Int8') SELECT 1")]
    [InlineData("INSERT INTO TABLE FUNCTION url('http://x', 'CSV', 'a Int8') SELECT 1")]
    [InlineData("INSERT INTO FUNCTION null('a Int8') SELECT 1")]
    [InlineData("INSERT INTO t FROM INFILE '/etc/passwd' FORMAT LineAsString")]
    [InlineData("INSERT INTO t SELECT * FROM file('/etc/passwd', 'LineAsString')")]
    [InlineData("INSERT INTO t SELECT * FROM '/etc/passwd'")]
    [InlineData("INSERT INTO t SELECT 1 INTO OUTFILE '/tmp/x'")]
    [InlineData("CREATE TABLE t (a String) ENGINE = File(CSV, '/etc/passwd')")]
    [InlineData("CREATE TABLE t (a String) ENGINE = File")]
    [InlineData("CREATE TABLE t (a String) ENGINE URL('http://169.254.169.254/')")]
    [InlineData("CREATE TABLE t (a String) ENGINE = `File`(CSV)")]
    [InlineData("CREATE TABLE t (a String) ENGINE = Executable('x', 'TSV')")]
    [InlineData("CREATE TABLE t (a String) ENGINE = EmbeddedRocksDB(0, '/tmp/x') PRIMARY KEY a")]
    [InlineData("CREATE TABLE t (a String) ENGINE = Distributed(c, d, t)")]
    [InlineData("CREATE TABLE t (a String) ENGINE = MergeTree ORDER BY a SETTINGS disk = disk(type = local, path = '/etc/')")]
    [InlineData("CREATE TABLE t AS s3('http://x/y')")]
    [InlineData("CREATE MATERIALIZED VIEW v ENGINE = S3('http://x/y') AS SELECT 1")]
    [InlineData("CREATE DATABASE d ENGINE = Filesystem('/etc')")]
    [InlineData("CREATE DICTIONARY d (a UInt8) PRIMARY KEY a SOURCE(FILE(path '/etc/passwd' format 'CSV'))")]
    [InlineData("CREATE OR REPLACE DICTIONARY d (a UInt8) PRIMARY KEY a SOURCE(HTTP(url 'http://x'))")]
    [InlineData("CREATE FUNCTION f AS x -> x")]
    [InlineData("CREATE USER u")]
    [InlineData("CREATE NAMED COLLECTION c AS a = 1")]
    [InlineData("ATTACH TABLE t FROM '/etc' (a UInt8) ENGINE = MergeTree ORDER BY a")]
    [InlineData("BACKUP TABLE t TO File('/tmp/x')")]
    [InlineData("RESTORE TABLE t FROM File('/tmp/x')")]
    [InlineData("SYSTEM SHUTDOWN")]
    [InlineData("SYSTEM RELOAD CONFIG")]
    [InlineData("SET max_threads = 1")]
    [InlineData("USE system")]
    [InlineData("GRANT ALL ON *.* TO default")]
    [InlineData("WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x")]
    [InlineData("DROP TABLE a; DROP TABLE b")]
    public void Check_StatementThatReachesOutside_IsRefusedToWritersToo(string sql) =>
        Assert.Equal(ClickHouseErrorCode.ReadOnly, Assert.Throws<ClickHouseException>(() => Writer().Check(sql, NoParameters)).Code);

    [Theory]
    [InlineData("INSERT INTO t FORMAT Native\n\0\u00ff", "INSERT INTO t ", "Native", "\0\u00ff")]
    [InlineData("insert into `a`.format (format, x) settings y = 1 format TSV \t\r\n1\t2", "insert into `a`.format (format, x) settings y = 1 ", "TSV", "1\t2")]
    [InlineData("-- a comment\nINSERT INTO TABLE format FORMAT JSONEachRow {\"a\":1}", "-- a comment\nINSERT INTO TABLE format ", "JSONEachRow", "{\"a\":1}")]
    [InlineData("INSERT INTO t FORMAT CSV\n\n1", "INSERT INTO t ", "CSV", "\n1")]
    [InlineData("INSERT INTO t FORMAT CSV", "INSERT INTO t ", "CSV", "")]
    public void TryParse_InsertWithData_IsParted(string text, string statement, string format, string data)
    {
        Assert.True(InsertHead.TryParse(text, out InsertHead head));
        Assert.Equal((statement, format, data), (text[..head.StatementLength], head.Format, text[head.DataStart..]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("SELECT 1 FORMAT Native")]
    [InlineData("INSERT INTO t VALUES (1)")]
    [InlineData("INSERT INTO t FORMAT Values (1)")]
    [InlineData("INSERT INTO t SELECT 1 FORMAT Native")]
    [InlineData("INSERT INTO t (format")]
    [InlineData("INSERT INTO t FORMAT")]
    public void TryParse_OtherText_IsLeftWhole(string text) => Assert.False(InsertHead.TryParse(text, out _));

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

    private static StatementGuard Writer() => new(new ClickHouseHttpOptions(), name => name == "LICENSE", mayWrite: true);

    private static StatementGuard Guard() => new(new ClickHouseHttpOptions(), name => name == "LICENSE");
}
