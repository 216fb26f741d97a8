// SPDX-License-Identifier: Apache-2.0

using System.Buffers;
using System.Text.Json;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Json;

/// <summary>Strings, ids and bytes.</summary>
internal ref partial struct JsonTranscoder
{
    private JsonFault ReadString(JsonField field, bool keepDefault)
    {
        if (_json.TokenType != JsonTokenType.String)
        {
            return FaultHere(JsonFault.WrongType, "a string");
        }

        ReadOnlySpan<byte> text = _json.ValueSpan;
        if (_json.ValueIsEscaped)
        {
            int bookmark = _writer.BeginMessage(field.Number, text.Length);
            int replaced = 0;
            _writer.Advance(JsonText.Unescape(text, _writer.GetSpan(text.Length), ref replaced));
            _writer.EndMessage(bookmark);
            _warnings.ReplacedSurrogates += replaced;
        }
        else if (text.Length > 0 || keepDefault)
        {
            _writer.WriteBytesField(field.Number, text);
        }

        return JsonFault.None;
    }

    /// <summary>Ids of a wrong length pass: the check of the items refuses that item, not the request.</summary>
    private JsonFault ReadId(JsonField field, bool keepDefault)
    {
        Span<byte> scratch = stackalloc byte[MaxEscapedLength];
        if (!TryGetText(scratch, out ReadOnlySpan<byte> digits))
        {
            return FaultHere(JsonFault.WrongType, "a string of hexadecimal digits");
        }

        if (digits.IsEmpty && !keepDefault)
        {
            return JsonFault.None;
        }

        int length = digits.Length / 2;
        int bookmark = _writer.BeginMessage(field.Number, length);
        OperationStatus status = Convert.FromHexString(digits, _writer.GetSpan(length), out _, out int written);
        if (status != OperationStatus.Done)
        {
            return FaultHere(JsonFault.BadId, null);
        }

        _writer.Advance(written);
        _writer.EndMessage(bookmark);
        return JsonFault.None;
    }

    private JsonFault ReadBytes(JsonField field, bool keepDefault)
    {
        if (_json.TokenType != JsonTokenType.String)
        {
            return FaultHere(JsonFault.WrongType, "a base64 string");
        }

        byte[]? rented = null;
        ReadOnlySpan<byte> text = _json.ValueSpan;
        if (_json.ValueIsEscaped)
        {
            // Some writers escape the slash, which base64 is full of.
            rented = ArrayPool<byte>.Shared.Rent(text.Length);
            int ignored = 0;
            text = rented.AsSpan(0, JsonText.Unescape(text, rented, ref ignored));
        }

        JsonFault fault = text.Length > 0 || keepDefault ? WriteBase64(field, text) : JsonFault.None;
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return fault;
    }

    private JsonFault WriteBase64(JsonField field, ReadOnlySpan<byte> text)
    {
        int room = JsonBase64.MaxLength(text.Length);
        int bookmark = _writer.BeginMessage(field.Number, room);
        if (!JsonBase64.TryDecode(text, _writer.GetSpan(room), out int written))
        {
            return FaultHere(JsonFault.BadBase64, null);
        }

        _writer.Advance(written);
        _writer.EndMessage(bookmark);
        return JsonFault.None;
    }

    /// <summary>
    /// The text of a short string without its escapes, in <paramref name="scratch"/> where it had some. False when the
    /// value is no string, or has escapes and is longer than any sensible one.
    /// </summary>
    private readonly bool TryGetText(Span<byte> scratch, out ReadOnlySpan<byte> text)
    {
        text = _json.ValueSpan;
        if (_json.TokenType != JsonTokenType.String)
        {
            return false;
        }

        if (!_json.ValueIsEscaped)
        {
            return true;
        }

        if (text.Length > scratch.Length)
        {
            return false;
        }

        int ignored = 0;
        text = scratch[..JsonText.Unescape(text, scratch, ref ignored)];
        return true;
    }
}
