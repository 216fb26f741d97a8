// SPDX-License-Identifier: Apache-2.0

using System.Text.RegularExpressions;

namespace OtlpGateway.Pipeline.Components;

/// <summary>Reads ids by the Collector's rules.</summary>
internal static partial class ComponentIdParser
{
    private const int MaxNameLength = 1024;

    /// <summary>Null, with an <paramref name="error"/>, when the text is no id.</summary>
    public static ComponentId? Parse(string text, out string? error)
    {
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        string type = (slash < 0 ? text : text[..slash]).Trim();
        string name = slash < 0 ? "" : text[(slash + 1)..].Trim();
        error = null;
        if (type.Length == 0)
        {
            error = $"\"{text}\" is not a component id: the part before / must not be empty";
        }
        else if (!TypePattern().IsMatch(type))
        {
            error = $"\"{text}\" is not a component id: a type begins with a letter, followed by at most 62 letters, digits or _";
        }
        else if (slash >= 0 && name.Length == 0)
        {
            error = $"\"{text}\" is not a component id: the part after / must not be empty";
        }
        else if (name.Length > MaxNameLength || (name.Length > 0 && !NamePattern().IsMatch(name)))
        {
            error = $"\"{text}\" is not a component id: a name has at most {MaxNameLength} characters, without white space, control characters and symbols";
        }

        return error is null ? new ComponentId(type, name) : null;
    }

    [GeneratedRegex("^[a-zA-Z][0-9a-zA-Z_]{0,62}$")]
    private static partial Regex TypePattern();

    [GeneratedRegex(@"^[^\p{Z}\p{C}\p{S}]+$")]
    private static partial Regex NamePattern();
}
