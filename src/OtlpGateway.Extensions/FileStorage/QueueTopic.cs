// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Extensions.FileStorage;

/// <summary>
/// The topic of one exporter's queue. Part of what is on disk: it never changes for a given exporter. Old and new spellings
/// of a component's type name the same topic, so that following a rename does not orphan what is queued.
/// </summary>
internal static class QueueTopic
{
    private const int MaxNameLength = 150;

    // Renames beyond squashed against snake_case, which are one spelling here.
    private static readonly Dictionary<string, string> Renamed = new(StringComparer.Ordinal) { ["otlpgrpc"] = "otlp" };

    /// <summary><c>exporter.TYPE[.NAME].SIGNAL</c>, with only characters that a topic may have.</summary>
    public static string Of(ComponentId exporter, Signal signal)
    {
        string squashed = exporter.Type.Replace("_", "", StringComparison.Ordinal);
        string type = Renamed.GetValueOrDefault(squashed, squashed);
        string name = exporter.Name.Length == 0 ? "" : "." + Escape(exporter.Name);
        return $"exporter.{Escape(type)}{name}.{signal.DataType()}";
    }

    /// <summary>Reversible, so that different names are different topics: <c>-</c> is <c>--</c>, what is odd is <c>-uHEX-</c>.</summary>
    private static string Escape(string name)
    {
        var escaped = new StringBuilder();
        foreach (char character in name)
        {
            _ = char.IsAsciiLetterOrDigit(character) || character == '_' ? escaped.Append(character)
                : character == '-' ? escaped.Append("--")
                : escaped.Append(CultureInfo.InvariantCulture, $"-u{(int)character:x}-");
        }

        return escaped.Length <= MaxNameLength
            ? escaped.ToString()
            : $"{escaped.ToString(0, MaxNameLength - 66)}-h{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))}";
    }
}
