// SPDX-License-Identifier: Apache-2.0

using System.Text.RegularExpressions;

namespace OtlpGateway.Log.Contract;

/// <summary>One topic by name, or all that match a pattern that begins with <c>^</c>, but for some.</summary>
public sealed class TopicFilter
{
    private readonly string _name;
    private readonly Regex? _pattern;
    private readonly Regex[] _exclude;

    /// <summary>Throws <see cref="ArgumentException"/> for a pattern that is none, or that could backtrack for ever.</summary>
    public TopicFilter(string topic, IEnumerable<string>? exclude = null)
    {
        _name = topic;
        _pattern = topic.StartsWith('^') ? Compile(topic) : null;
        _exclude = [.. (exclude ?? []).Select(Compile)];
    }

    /// <summary>The topic's name, or null for a pattern.</summary>
    public string? Literal => _pattern is null ? _name : null;

    public bool Matches(string topic) =>
        _pattern is null
            ? string.Equals(topic, _name, StringComparison.Ordinal)
            : _pattern.IsMatch(topic) && !Array.Exists(_exclude, pattern => pattern.IsMatch(topic));

    public override string ToString() => _name;

    private static Regex Compile(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (NotSupportedException error)
        {
            throw new ArgumentException($"The topic pattern {pattern} uses look-around or back-references, which are not supported.", error);
        }
    }
}
