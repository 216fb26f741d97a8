// SPDX-License-Identifier: Apache-2.0

using System.Buffers;

namespace OtlpGateway.Log.Contract;

/// <summary>What a topic may be called: the rule of Kafka, so that a topic can move there.</summary>
public static class TopicName
{
    public const int MaxLength = 249;

    public const string Rule = "1 to 249 letters, digits, '.', '_' or '-', but not '.' or '..'";

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    public static bool IsValid(string? name) =>
        name is { Length: > 0 and <= MaxLength } and not "." and not ".."
        && !name.AsSpan().ContainsAnyExcept(Allowed);
}
