// SPDX-License-Identifier: Apache-2.0

using System.Text;
using OtlpGateway.Processors.Cardinality;
using OtlpGateway.Processors.Cardinality.Templates;
using Xunit;

namespace OtlpGateway.Processors.Tests.Cardinality;

public sealed class StatementTemplateTests
{
    [Theory]
    [InlineData("SELECT * FROM orders WHERE id = 12345", "SELECT * FROM orders WHERE id = ?")]
    [InlineData("select a, b from t1 where name = 'O''Brien' and x > -1.5e-3", "select a, b from t1 where name = ? and x > ?")]
    [InlineData("SELECT * FROM t WHERE id IN (1, 2, 3) AND s IN ('a','b')", "SELECT * FROM t WHERE id IN (?) AND s IN (?)")]
    [InlineData("SELECT * FROM t WHERE id IN (1)", "SELECT * FROM t WHERE id IN (?)")]
    [InlineData("SELECT * FROM t WHERE id IN ($1, $2, $3) LIMIT 10", "SELECT * FROM t WHERE id IN (?) LIMIT ?")]
    [InlineData("INSERT INTO t (a, b) VALUES (1, 'x'), (2, 'y'), (3, 'z') RETURNING id", "INSERT INTO t (a, b) VALUES (?) RETURNING id")]
    [InlineData("UPDATE users SET email = 'joe@example.com', n = n + 1 WHERE id = 7", "UPDATE users SET email = ?, n = n + ? WHERE id = ?")]
    [InlineData("DELETE FROM sessions WHERE token = \"abc\"", "DELETE FROM sessions WHERE token = ?")]
    [InlineData("SELECT \"Name\", `col` FROM \"Users\" WHERE \"Id\" = 5", "SELECT \"Name\", `col` FROM \"Users\" WHERE \"Id\" = ?")]
    [InlineData("SELECT 1", "SELECT ?")]
    [InlineData("SELECT * FROM \"a\" JOIN \"b\" ON \"a\".\"id\" = \"b\".\"id\" WHERE \"a\".x = 1", "SELECT * FROM \"a\" JOIN \"b\" ON \"a\".\"id\" = \"b\".\"id\" WHERE \"a\".x = ?")]
    [InlineData("SELECT * FROM t WHERE a = 0xFF AND b = X'1F' AND c = N'x'", "SELECT * FROM t WHERE a = ? AND b = ? AND c = ?")]
    [InlineData("SELECT /* trace=00-4bf92f-01 */ a\n  FROM t -- by joe\n WHERE b=5", "SELECT a FROM t WHERE b=?")]
    [InlineData("SELECT * FROM t WHERE a BETWEEN -5 AND -3 OR a - 1 = 2", "SELECT * FROM t WHERE a BETWEEN ? AND ? OR a - ? = ?")]
    [InlineData("SELECT * FROM t WHERE a = 'it\\'s' AND b = :name AND c = @p1 AND d = ? AND e = %s", "SELECT * FROM t WHERE a = ? AND b = ? AND c = ? AND d = ? AND e = ?")]
    [InlineData("SELECT a::text, @@version FROM t WHERE b = $$quo'ted$$", "SELECT a::text, @@version FROM t WHERE b = ?")]
    [InlineData("WITH x AS (SELECT 1 FROM t) SELECT * FROM x WHERE y = 2", "WITH x AS (SELECT ? FROM t) SELECT * FROM x WHERE y = ?")]
    [InlineData("SELECT * FROM t WHERE a = 'never closed", "SELECT * FROM t WHERE a = ?")]
    [InlineData("SELECT coalesce(a, 1, 2) FROM t", "SELECT coalesce(a, ?, ?) FROM t")]
    [InlineData("CALL pay(17, 'x')", "CALL pay(?, ?)")]
    public void Write_Statement_HasNoLiterals(string statement, string template)
    {
        Assert.True(StatementShape.IsStatement(Encoding.UTF8.GetBytes(statement)));
        Assert.Equal(template, Template(statement));
    }

    [Theory]
    [InlineData("SELECT a FROM t WHERE b = ?")]
    [InlineData("SELECT count(*) FROM orders GROUP BY region")]
    [InlineData("DELETE FROM sessions WHERE expired")]
    public void Write_StatementWithoutLiterals_IsAsItWas(string statement) => Assert.Equal(statement, Template(statement));

    [Theory]
    [InlineData("select option")]
    [InlineData("Update available")]
    [InlineData("delete user")]
    [InlineData("insert")]
    [InlineData("with milk and sugar")]
    [InlineData("selection from menu")]
    [InlineData("call center (north)x")]
    [InlineData("SELECT")]
    [InlineData("")]
    public void IsStatement_OtherText_IsNot(string text) => Assert.False(StatementShape.IsStatement(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Write_AnyPrefixOfAStatement_EndsAndIsNotLonger()
    {
        const string Statement = "INSERT INTO \"t\" (`a`, b) VALUES (-1.5, 'x''y\\'z'), ($tag$ q $tag$, N'u') /* c */ ON CONFLICT DO UPDATE SET b = :b + %s -- end";
        for (int length = 0; length <= Statement.Length; length++)
        {
            Assert.True(Template(Statement[..length]).Length <= length + 1, Statement[..length]);
        }
    }

    [Fact]
    public void Write_TooManyTables_BecomeOne()
    {
        LearnedPlaces learned = new(1, mostNames: 10, new Budget(10_000));
        for (int number = 0; number < 30; number++)
        {
            Template($"SELECT a FROM {(char)('a' + (number % 26))}{(char)('a' + (number / 26))}_t WHERE b = {number}", learned);
        }

        Assert.Equal("SELECT a FROM ? WHERE b = ?", Template("SELECT a FROM other_t WHERE b = 5", learned));
    }

    private static string Template(string statement, LearnedPlaces? learned = null)
    {
        TemplateText output = new(new byte[TemplateText.MaxLength]);
        StatementTemplate.Write(Encoding.UTF8.GetBytes(statement), learned, ref output);
        return Encoding.UTF8.GetString(output.Written);
    }
}
