// SPDX-License-Identifier: Apache-2.0

using System.Text.RegularExpressions;
using OtlpGateway.Processors.Matching;
using Xunit;

namespace OtlpGateway.Processors.Tests.Matching;

public sealed class GoPatternTests
{
    [Theory]
    [InlineData(@"^\d+$", "123", true)]
    [InlineData(@"^\d+$", "\u0661\u0662", false)]
    [InlineData(@"^\w+$", "a_1", true)]
    [InlineData(@"^\w+$", "\u00e4", false)]
    [InlineData(@"\W", "\u00e4", true)]
    [InlineData(@"^[\w.]+$", "a.b", true)]
    [InlineData(@"^[^\s]+$", "a b", false)]
    [InlineData(@"^[\D]+$", "ab1", false)]
    [InlineData(@"^\S+$", "a\u00a0", true)]
    [InlineData("a$", "a\n", false)]
    [InlineData("(?m)a$", "a\nb", true)]
    [InlineData("(?i)HELLO", "hello", true)]
    [InlineData("^[[:alpha:]]+$", "abc", true)]
    [InlineData("^[[:alpha:][:digit:]_]+$", "abc_1", true)]
    [InlineData("^[]a]+$", "]a", true)]
    [InlineData("^[[a]+$", "[a", true)]
    [InlineData(@"^\Qa.b\E+$", "a.bb", true)]
    [InlineData(@"^\Qa.b\E+$", "axb", false)]
    [InlineData(@"^\x{e4}$", "\u00e4", true)]
    [InlineData(@"^\pL$", "\u00e4", true)]
    [InlineData(@"^\p{Greek}$", "x", null)]
    [InlineData("^(?P<n>a)$", "a", true)]
    [InlineData("(?=a)", "a", null)]
    [InlineData("(?<!a)b", "b", null)]
    [InlineData(@"(a)\1", "aa", null)]
    [InlineData("(?>a)", "a", null)]
    [InlineData("a**", "a", null)]
    [InlineData("[[:nonsense:]]", "a", null)]
    public void TryCompile_Pattern_MeansWhatItMeansThere(string pattern, string text, bool? matches)
    {
        bool compiles = GoPattern.TryCompile(pattern, out Regex? regex, out string problem);

        Assert.Equal(matches, compiles ? regex!.IsMatch(text) : null);
        Assert.Equal(compiles, problem.Length == 0);
    }

    [Fact]
    public void TryCompile_PatternWithoutEnd_IsRefused()
    {
        Assert.False(GoPattern.TryCompile(new string('a', GoPattern.MaxLength + 1), out _, out string problem));
        Assert.Contains("characters", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void IsMatch_LongText_IsSearchedToItsEnd()
    {
        Assert.True(GoPattern.TryCompile("(a+)+b$", out Regex? regex, out _));
        byte[] text = [.. Enumerable.Repeat((byte)'a', 100_000)];

        Assert.False(Utf8Text.IsMatch(regex, text));
        Assert.True(Utf8Text.IsMatch(regex, [.. text, (byte)'b']));
    }
}
