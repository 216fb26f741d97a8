// SPDX-License-Identifier: Apache-2.0

using System.Text.Json;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Json;

/// <summary>
/// Walks one document, guided by the schemas. Its recursion follows the document's nesting, which the JSON reader bounds
/// by <see cref="OtlpJsonReader.MaxDepth"/>. This part holds objects, lists and messages; the values are in the others.
/// </summary>
internal ref partial struct JsonTranscoder
{
    /// <summary>The longest text that is unescaped on the stack: names, numbers and ids are far shorter.</summary>
    private const int MaxEscapedLength = 256;

    /// <summary>Deeper than the plain attribute values of any signal.</summary>
    private const int DeepLevel = 20;

    private readonly ProtobufWriter _writer;
    private readonly int _limit;
    private readonly int _length;
    private readonly bool _isEmpty;
    private Utf8JsonReader _json;
    private JsonWarnings _warnings;
    private bool _isComplete;

    public JsonTranscoder(ReadOnlySpan<byte> text, ProtobufWriter writer, int limit)
    {
        _json = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = OtlpJsonReader.MaxDepth });
        _writer = writer;
        _limit = limit;
        _length = text.Length;
        _isEmpty = text.Trim(" \t\r\n"u8).IsEmpty;
        FaultOffset = -1;
    }

    public readonly JsonWarnings Warnings => _warnings;

    /// <summary>Where the fault is: the value in hand, or where the JSON reader gave up.</summary>
    public int FaultOffset
    {
        readonly get => field >= 0 ? field : (int)_json.BytesConsumed;
        private set;
    }

    /// <summary>What the schema expected where the fault is.</summary>
    public string? Expected { get; private set; }

    /// <summary>What the JSON reader's exception means.</summary>
    public readonly JsonFault SyntaxFault =>
        _isEmpty ? JsonFault.Empty
        : !_isComplete && OpenDepth >= OtlpJsonReader.MaxDepth ? JsonFault.TooDeep
        : JsonFault.Syntax;

    /// <summary>The reader does not count the object or array whose start it is at.</summary>
    private readonly int OpenDepth =>
        _json.CurrentDepth + (_json.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray ? 1 : 0);

    public JsonFault ReadRequest(MessageSchema schema)
    {
        _json.Read();
        if (_json.TokenType != JsonTokenType.StartObject)
        {
            return FaultHere(JsonFault.NotAnObject, null);
        }

        JsonFault fault = ReadMessage(schema);
        if (fault != JsonFault.None)
        {
            return fault;
        }

        _isComplete = true;
        return _json.Read() ? JsonFault.Syntax : JsonFault.None;
    }

    private JsonFault FaultHere(JsonFault fault, string? expected)
    {
        FaultOffset = (int)_json.TokenStartIndex;
        Expected = expected;
        return fault;
    }

    /// <summary>From an object's start to its end.</summary>
    private JsonFault ReadMessage(MessageSchema schema)
    {
        uint seen = 0;
        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            JsonField? field = FindField(schema);
            _json.Read();
            if (field is null)
            {
                _warnings.UnknownKeys++;
                _json.Skip();
                continue;
            }

            if (_json.TokenType == JsonTokenType.Null)
            {
                _warnings.NullDoubles += field.Kind == FieldKind.Double ? 1 : 0;
                continue;
            }

            uint bit = 1u << field.Index;
            bool again = (seen & bit) != 0;
            seen |= bit;
            _warnings.DuplicateKeys += again ? 1 : 0;
            JsonFault fault = field.Repeated ? ReadList(field) : ReadSingle(field, keepDefault: again || field.HasPresence);
            if (fault != JsonFault.None)
            {
                return fault;
            }
        }

        return _writer.Length <= _limit ? JsonFault.None : FaultHere(JsonFault.TooLarge, null);
    }

    private JsonField? FindField(MessageSchema schema)
    {
        ReadOnlySpan<byte> key = _json.ValueSpan;
        if (!_json.ValueIsEscaped)
        {
            return schema.Find(key);
        }

        if (key.Length > MaxEscapedLength)
        {
            return null;
        }

        Span<byte> unescaped = stackalloc byte[MaxEscapedLength];
        int ignored = 0;
        return schema.Find(unescaped[..JsonText.Unescape(key, unescaped, ref ignored)]);
    }

    private JsonFault ReadSingle(JsonField field, bool keepDefault)
    {
        switch (field.Kind)
        {
            case FieldKind.Message:
                return ReadNested(field);
            case FieldKind.String:
                return ReadString(field, keepDefault);
            case FieldKind.HexId:
                return ReadId(field, keepDefault);
            case FieldKind.Bytes:
                return ReadBytes(field, keepDefault);
            default:
                JsonFault fault = ReadScalar(field, out ulong bits);
                if (fault == JsonFault.None && (bits != 0 || keepDefault))
                {
                    WriteScalar(field, bits);
                }

                return fault;
        }
    }

    private JsonFault ReadNested(JsonField field)
    {
        if (_json.TokenType != JsonTokenType.StartObject)
        {
            return FaultHere(JsonFault.WrongType, "an object");
        }

        int bookmark = _writer.BeginMessage(field.Number, LengthGuess(field));
        JsonFault fault = ReadMessage(field.Message!);
        if (fault == JsonFault.None)
        {
            _writer.EndMessage(bookmark);
        }

        return fault;
    }

    /// <summary>
    /// Where a guess is too short, the whole message is moved when it is closed: at most once for each of the first
    /// levels. Deeper down the guess is all that is left of the text, so that nesting cannot multiply that cost; there only
    /// short messages are moved.
    /// </summary>
    private readonly int LengthGuess(JsonField field) =>
        _json.CurrentDepth < DeepLevel ? field.LengthGuess : _length - (int)_json.BytesConsumed;

    private JsonFault ReadList(JsonField field)
    {
        if (_json.TokenType != JsonTokenType.StartArray)
        {
            return FaultHere(JsonFault.WrongType, "an array");
        }

        if (field.WireType != WireType.Length)
        {
            return ReadPacked(field);
        }

        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            JsonFault fault = _json.TokenType == JsonTokenType.Null
                ? ReadNullElement(field)
                : ReadSingle(field, keepDefault: true);
            if (fault != JsonFault.None)
            {
                return fault;
            }
        }

        return JsonFault.None;
    }

    private JsonFault ReadNullElement(JsonField field)
    {
        _warnings.NullElements++;
        if (field.KeepsNullElements)
        {
            _writer.WriteBytesField(field.Number, default);
        }

        return _writer.Length <= _limit ? JsonFault.None : FaultHere(JsonFault.TooLarge, null);
    }

    private JsonFault ReadPacked(JsonField field)
    {
        int start = _writer.Length;
        int bookmark = _writer.BeginMessage(field.Number);
        int content = _writer.Length;
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            if (_json.TokenType == JsonTokenType.Null)
            {
                _warnings.NullElements++;
                continue;
            }

            JsonFault fault = ReadScalar(field, out ulong bits);
            if (fault != JsonFault.None)
            {
                return fault;
            }

            WritePackedElement(field, bits);
            if (_writer.Length > _limit)
            {
                return FaultHere(JsonFault.TooLarge, null);
            }
        }

        if (_writer.Length == content)
        {
            _writer.Truncate(start);
            return JsonFault.None;
        }

        _writer.EndMessage(bookmark);
        return JsonFault.None;
    }
}
