// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Receivers.Otlp.Http;

internal static class BodyFormats
{
    public const string Protobuf = "application/x-protobuf";
    public const string Json = "application/json";

    /// <summary>Reads a content type in any case, parameters aside.</summary>
    public static BodyFormat Parse(ReadOnlySpan<char> contentType)
    {
        int parameters = contentType.IndexOf(';');
        ReadOnlySpan<char> type = (parameters < 0 ? contentType : contentType[..parameters]).Trim();
        return type.Equals(Protobuf, StringComparison.OrdinalIgnoreCase) ? BodyFormat.Protobuf
            : type.Equals(Json, StringComparison.OrdinalIgnoreCase) ? BodyFormat.Json
            : BodyFormat.Unknown;
    }
}
