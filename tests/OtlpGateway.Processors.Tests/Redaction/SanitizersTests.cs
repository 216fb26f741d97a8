// SPDX-License-Identifier: Apache-2.0

using OpenTelemetry.Proto.Trace.V1;
using Xunit;
using static OtlpGateway.Processors.Tests.Redaction.RedactionTesting;

namespace OtlpGateway.Processors.Tests.Redaction;

/// <summary><c>url_sanitizer</c> and <c>db_sanitizer</c>: what they make of addresses and statements, and where they apply.</summary>
public sealed class SanitizersTests
{
    private const string Url = "{allow_all_keys: true, url_sanitizer: {enabled: true, attributes: [url]}}";

    [Theory]
    [InlineData("/api/users/123e4567-e89b-12d3-a456-426614174000", "/api/users/*")]
    [InlineData("/api/users/12345", "/api/users/*")]
    [InlineData("/api/users/123/posts/456", "/api/users/*/posts/*")]
    [InlineData("/api/users", "/api/users")]
    [InlineData("/api/users?id=123&name=john", "/api/users")]
    [InlineData("/api/v1/orders/{id}", "/api/v1/orders/{id}")]
    [InlineData("/api/v12/x#top", "/api/v12/x")]
    [InlineData("https://john:pw@shop.example:8443/cart/9f8e?x=1", "https://shop.example:8443/cart/*")]
    [InlineData("https://shop.example?token=1", "https://shop.example")]
    [InlineData("users/42/edit", "users/*/edit")]
    [InlineData("/files/xkcdqwrtpl/a", "/files/*/a")]
    [InlineData("/a/", "/a/")]
    [InlineData("", "")]
    public void Url_Attribute_SegmentsThatAreNoWordsGo(string url, string expected) =>
        Assert.Equal($"url={expected}; other=/x/1", AttributesOf(Url, ("url", url), ("other", "/x/1")));

    [Theory]
    [InlineData("GET /users/42", "", Span.Types.SpanKind.Server, "GET /users/*")]
    [InlineData("GET /users/42", "", Span.Types.SpanKind.Internal, "GET /users/42")]
    [InlineData("/42/17", "", Span.Types.SpanKind.Client, "/42/17")]
    [InlineData("no path 42", "", Span.Types.SpanKind.Server, "no path 42")]
    [InlineData("GET /users/42", ", sanitize_span_name: false", Span.Types.SpanKind.Server, "GET /users/42")]
    public void Url_SpanName_OfClientsAndServers(string name, string option, Span.Types.SpanKind kind, string expected) => Assert.Equal(
        expected,
        Redact($"{{allow_all_keys: true, url_sanitizer: {{enabled: true{option}}}}}", new Span { Name = name, Kind = kind }).Name);

    [Fact]
    public void Url_Body_AddressesInItAreSanitized() =>
        Assert.Equal("GET /users/* from https://x.example/a failed", Body(Url, "GET /users/42 from https://x.example/a?b=c failed"));

    [Theory]
    [InlineData("SELECT * FROM users WHERE id = 12345", "SELECT * FROM users WHERE id = ?")]
    [InlineData("select a from t where n = 'O''Brien' and b in (1, 2.5, -3e-7)", "select a from t where n = ? and b in (?, ?, -?)")]
    [InlineData("INSERT INTO users_2024 VALUES ('a', \"b\", NULL)", "INSERT INTO users_? VALUES (?, ?, NULL)")]
    [InlineData("SELECT \"name\" FROM `t1` WHERE \"x\" = \"secret\"", "SELECT \"name\" FROM `t?` WHERE \"x\" = ?")]
    [InlineData("SELECT 1 -- john's\nFROM t /* secret */ WHERE a=$1 AND b=:name AND c=@p", "SELECT ? \nFROM t  WHERE a=? AND b=? AND c=?")]
    [InlineData("SELECT x::int, $$body 'q'$$, $f$z$f$ FROM t", "SELECT x::int, ?, ? FROM t")]
    [InlineData("WHERE a = 'cut off", "WHERE a = ?")]
    [InlineData("WHERE a = 'it\\'s' AND b = 0xFF", "WHERE a = ? AND b = ?")]
    public void Sql_Attribute_LiteralsGo(string statement, string expected) => Assert.Equal(
        $"db.system=postgresql; db.statement={expected}",
        AttributesOf("{allow_all_keys: true, db_sanitizer: {sql: {enabled: true, attributes: [db.statement]}}}", ("db.system", "postgresql"), ("db.statement", statement)));

    [Theory]
    [InlineData("redis", "redis", "SET user:1 secret", "SET ?")]
    [InlineData("redis", "Redis", "PING", "PING")]
    [InlineData("redis", "redis", "SET a b\nGET a", "SET ?\nGET ?")]
    [InlineData("valkey", "valkey", "GET a", "GET ?")]
    [InlineData("memcached", "memcached", "set key 0 0 5\r\nvalue", "set key 0 0 5")]
    [InlineData("mongo", "mongodb", "{\"find\":\"users\",\"filter\":{\"email\":{\"$eq\":\"x\"},\"n\":[1,true]}}", "{\"find\":\"?\",\"filter\":{\"email\":{\"$eq\":\"?\"},\"n\":[\"?\",\"?\"]}}")]
    [InlineData("mongo", "mongodb", "db.users.find()", "db.users.find()")]
    [InlineData("opensearch", "opensearch", "{\"query\": {\"q\": \"se\\\"cret\" }}", "{\"query\": {\"q\": \"?\" }}")]
    [InlineData("es", "elasticsearch", "{\"q\":\"cut o", "{\"q\":\"?\"")]
    [InlineData("sql", "redis", "SET a 1", "SET a 1")]
    public void Db_Attribute_OfItsSystemOnly(string option, string system, string statement, string expected) => Assert.Equal(
        $"db.statement={expected}; db.system.name={system}",
        AttributesOf($"{{allow_all_keys: true, db_sanitizer: {{{option}: {{enabled: true, attributes: [db.statement]}}}}}}", ("db.statement", statement), ("db.system.name", system)));

    [Theory]
    [InlineData(false, "SELECT 5")]
    [InlineData(true, "SELECT ?")]
    public void Db_AttributeWithoutASystem_OnlyWithFallback(bool fallback, string expected) => Assert.Equal(
        $"q={expected}",
        AttributesOf($"{{allow_all_keys: true, db_sanitizer: {{allow_fallback_without_system: {(fallback ? "true" : "false")}, sql: {{enabled: true, attributes: [q]}}}}}}", ("q", "SELECT 5")));

    [Theory]
    [InlineData("postgresql", Span.Types.SpanKind.Client, "", "SELECT ?")]
    [InlineData("postgresql", Span.Types.SpanKind.Producer, "", "SELECT 5")]
    [InlineData("redis", Span.Types.SpanKind.Client, "", "SELECT 5")]
    [InlineData("postgresql", Span.Types.SpanKind.Client, "sanitize_span_name: false, ", "SELECT 5")]
    public void Db_SpanName_OfADatabase(string system, Span.Types.SpanKind kind, string option, string expected) => Assert.Equal(
        expected,
        Redact(
            $"{{allow_all_keys: true, redact_fields: false, db_sanitizer: {{{option}sql: {{enabled: true}}}}}}",
            new Span { Name = "SELECT 5", Kind = kind, Attributes = { Attribute(("db.system", system)) } }).Name);

    [Fact]
    public void Db_Body_IsSanitizedWithoutASystem() =>
        Assert.Equal("{stmt=SELECT ?; n=?}", Body("{allow_all_keys: true, db_sanitizer: {sql: {enabled: true}}}", new (string, object)[] { ("stmt", "SELECT 5"), ("n", "7") }));

    [Fact]
    public void Db_StatementWithAllowedValue_Stays() => Assert.Equal(
        "db.system=mysql; q=SELECT 5",
        AttributesOf("{allow_all_keys: true, allowed_values: ['SELECT'], db_sanitizer: {sql: {enabled: true, attributes: [q]}}}", ("db.system", "mysql"), ("q", "SELECT 5")));
}
