// SPDX-License-Identifier: Apache-2.0

using System.Text.RegularExpressions;
using OtlpGateway.Pipeline.Delivery;

namespace OtlpGateway.Receivers.Otlp.Answers;

/// <summary>
/// What a client is told of an outcome. Messages are written for the operator, whose log and readiness have them as they
/// are; where the gateway keeps its files is nobody else's business.
/// </summary>
internal static partial class OutsideText
{
    public static string Of(in Outcome outcome) => outcome.Reason switch
    {
        Reasons.LogFull => "the gateway's log is full; try again later",
        Reasons.LogFailed => "the gateway's log cannot be written; try again later",
        _ => AbsolutePath().Replace(outcome.Message, "(path)"),
    };

    // Where a word begins: not the path of a URL.
    [GeneratedRegex("""(?<=^|[\s"'(=])(?:/[\w.-]|[A-Za-z]:\\)[^\s"',;:)]*""", RegexOptions.CultureInvariant)]
    private static partial Regex AbsolutePath();
}
