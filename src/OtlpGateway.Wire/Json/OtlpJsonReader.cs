// SPDX-License-Identifier: Apache-2.0

using System.Text.Json;
using System.Text.Unicode;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Json;

/// <summary>
/// Transcodes OTLP/JSON requests to their protobuf form, streaming. It takes what real clients send: both spellings of
/// keys, enums by number or name, integers as numbers or strings, nulls, base64 of any kind. Only syntax is judged here:
/// whether an item makes sense (a point without value, an id of the wrong length) is for the check that follows on the
/// protobuf bytes. Profiles are transcoded by their 1.11 layout.
/// </summary>
public static class OtlpJsonReader
{
    /// <summary>How deep objects and arrays may nest: 100 maps in one another, as in protobuf, and the request around them.</summary>
    public const int MaxDepth = 416;

    /// <summary>The default bound of the protobuf form, in bytes; lists of small numbers grow up to fourfold.</summary>
    public const int DefaultMaxLength = 128 * 1024 * 1024;

    /// <summary>
    /// Appends the protobuf form of the request in <paramref name="utf8"/> to <paramref name="destination"/>. Never throws
    /// on any input; after a fault the destination is as it was.
    /// </summary>
    /// <param name="signal">Which request it is.</param>
    /// <param name="utf8">The whole text, with or without a byte order mark; borrowed for the call.</param>
    /// <param name="destination">Where the protobuf form goes.</param>
    /// <param name="maxLength">The most bytes to append, those included that open messages hold for their length; more is <see cref="JsonFault.TooLarge"/>.</param>
    public static JsonResult Transcode(
        Signal signal,
        ReadOnlySpan<byte> utf8,
        ProtobufWriter destination,
        int maxLength = DefaultMaxLength)
    {
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        int skipped = utf8.StartsWith(mark) ? mark.Length : 0;
        ReadOnlySpan<byte> text = utf8[skipped..];
        if (!Utf8.IsValid(text))
        {
            int offset = skipped + FirstInvalid(text);
            return new JsonResult(JsonFault.InvalidUtf8, offset, $"the text is not UTF-8 (byte {offset})", default);
        }

        int start = destination.Length;
        JsonTranscoder transcoder = new(text, destination, (int)Math.Min((long)start + maxLength, int.MaxValue));
        JsonFault fault = Run(ref transcoder, OtlpSchema.Request(signal));
        if (fault == JsonFault.None)
        {
            return new JsonResult(JsonFault.None, 0, null, transcoder.Warnings);
        }

        destination.Truncate(start);
        return Describe(fault, text, transcoder.FaultOffset, skipped, transcoder.Expected);
    }

    /// <summary>The one place where the framework's reader, which throws on a syntax error, is turned into a status.</summary>
    private static JsonFault Run(ref JsonTranscoder transcoder, MessageSchema schema)
    {
        try
        {
            return transcoder.ReadRequest(schema);
        }
        catch (JsonException)
        {
            return transcoder.SyntaxFault;
        }
    }

    private static JsonResult Describe(JsonFault fault, ReadOnlySpan<byte> text, int offset, int skipped, string? expected)
    {
        string what = fault switch
        {
            JsonFault.Empty => "the body is empty; an empty request is {}",
            JsonFault.NotAnObject => "the top-level value must be an object",
            JsonFault.Syntax => "not valid JSON",
            JsonFault.TooDeep => $"nested deeper than {MaxDepth} levels",
            JsonFault.WrongType => $"expected {expected}",
            JsonFault.BadNumber => $"not {expected}",
            JsonFault.OutOfRange => $"out of range for {expected}",
            JsonFault.BadId => "not an id: hexadecimal digits in pairs, not base64",
            JsonFault.BadBase64 => "not base64",
            JsonFault.UnknownEnumName => "not a known enum name; enums are integers",
            JsonFault.TooLarge => "the request is too large",
            _ => fault.ToString(),
        };
        return new JsonResult(fault, offset + skipped, $"{JsonPath.At(text, offset)}: {what} (byte {offset + skipped})", default);
    }

    private static int FirstInvalid(ReadOnlySpan<byte> text)
    {
        int low = 0;
        while (low < text.Length && System.Text.Rune.DecodeFromUtf8(text[low..], out _, out int length) == System.Buffers.OperationStatus.Done)
        {
            low += length;
        }

        return low;
    }
}
