// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Processors.Redaction.Sanitizers;

/// <summary>Takes the values out of a text in a known language and leaves its structure.</summary>
internal static class Sanitizer
{
    /// <summary>Appends the sanitized text. False when it is as it was; what was written means nothing then.</summary>
    public static bool TrySanitize(SanitizerSet one, ReadOnlySpan<byte> text, ProtobufWriter destination)
    {
        int start = destination.Length;
        bool isUnderstood = one switch
        {
            SanitizerSet.Url => UrlPath.Write(text, destination),
            SanitizerSet.Sql => SqlStatement.Write(text, destination),
            SanitizerSet.Redis => RedisCommand.Write(text, destination),
            SanitizerSet.Memcached => MemcachedCommand.Write(text, destination),
            _ => JsonDocument.Write(text, destination),
        };
        return isUnderstood && !destination.WrittenSpan[start..].SequenceEqual(text);
    }
}
