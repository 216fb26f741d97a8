// SPDX-License-Identifier: Apache-2.0

using System.Text.RegularExpressions;

namespace OtlpGateway.Pipeline.Configuration;

/// <summary>Fetches the text behind <c>env:NAME</c>, <c>file:PATH</c> and <c>yaml:TEXT</c>.</summary>
internal sealed partial class ConfigProviders(Func<string, string?> environment)
{
    private const long MaxFileBytes = 64 << 20;

    /// <summary>The schemes that can be used.</summary>
    public static IReadOnlyList<string> Schemes { get; } = ["env", "file", "yaml"];

    /// <summary>Splits <c>scheme:rest</c>; a text without a known form of scheme belongs to <paramref name="defaultScheme"/>.</summary>
    public static (string Scheme, string Value) Split(string uri, string defaultScheme)
    {
        Match match = SchemePattern().Match(uri);
        bool isDefault = !match.Success || match.Groups[2].Value.StartsWith('-');
        return isDefault ? (defaultScheme, uri) : (match.Groups[1].Value, match.Groups[2].Value);
    }

    /// <summary>
    /// The text, or null where an environment variable is not set and has no default. <paramref name="error"/> says why
    /// it cannot be had.
    /// </summary>
    public string? Fetch(string scheme, string rest, out string? error)
    {
        error = null;
        switch (scheme)
        {
            case "env":
                return FetchEnvironment(rest, out error);
            case "file":
                return FetchFile(rest, out error);
            case "yaml":
                return rest;
            case "http" or "https":
                error = $"\"{scheme}:\" is not supported: the gateway does not fetch its configuration over the network; download it and name the file";
                return null;
            default:
                error = $"scheme \"{scheme}\" is not supported; use one of {string.Join(", ", Schemes)}";
                return null;
        }
    }

    private static string? FetchFile(string path, out string? error)
    {
        error = null;
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MaxFileBytes })
            {
                error = $"file \"{path}\" is larger than {MaxFileBytes >> 20} MiB";
                return null;
            }

            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            string why = e is FileNotFoundException or DirectoryNotFoundException ? "there is no such file"
                : Directory.Exists(path) ? "it is a directory"
                : e.Message;
            error = $"cannot read \"{path}\": {why}";
            return null;
        }
    }

    private string? FetchEnvironment(string reference, out string? error)
    {
        error = null;
        int split = reference.IndexOf(":-", StringComparison.Ordinal);
        string name = split < 0 ? reference : reference[..split];
        if (!NamePattern().IsMatch(name))
        {
            error = $"\"{name}\" is not the name of an environment variable; to write a \"${{\" that is not a reference, write \"$${{\"";
            return null;
        }

        return environment(name) ?? (split < 0 ? null : reference[(split + 2)..]);
    }

    [GeneratedRegex("^([A-Za-z][A-Za-z0-9+.-]+):(.*)$", RegexOptions.Singleline)]
    private static partial Regex SchemePattern();

    [GeneratedRegex("^[a-zA-Z_][a-zA-Z0-9_]*$")]
    private static partial Regex NamePattern();
}
