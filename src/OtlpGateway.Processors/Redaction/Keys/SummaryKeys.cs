// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Processors.AttributeActions;

namespace OtlpGateway.Processors.Redaction.Keys;

/// <summary>The attributes that say what was redacted: for each kind of change the keys, then the count.</summary>
internal static class SummaryKeys
{
    private static readonly KeyTable Table = new(
    [
        "redaction.redacted.keys", "redaction.redacted.count", "redaction.masked.keys", "redaction.masked.count",
        "redaction.allowed.keys", "redaction.allowed.count", "redaction.ignored.keys", "redaction.ignored.count",
        "redaction.body.redacted.keys", "redaction.body.redacted.count", "redaction.body.masked.keys", "redaction.body.masked.count",
        "redaction.body.allowed.keys", "redaction.body.allowed.count", "redaction.body.ignored.keys", "redaction.body.ignored.count",
    ]);

    /// <summary>Twice the slot of the tally, plus 1 for the count; -1 where the key is none of these.</summary>
    public static int Find(ReadOnlySpan<byte> key) => key.StartsWith("redaction."u8) ? Table.Find(key) : -1;

    public static ReadOnlySpan<byte> KeysOf(int slot) => Table[2 * slot];

    public static ReadOnlySpan<byte> CountOf(int slot) => Table[(2 * slot) + 1];
}
