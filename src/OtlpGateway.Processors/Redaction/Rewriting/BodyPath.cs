// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Text;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Processors.Redaction.Rewriting;

/// <summary>Where in a log body a value is: <c>a.b</c>, <c>a.[0]</c>; the body itself is <c>body</c>.</summary>
internal sealed class BodyPath : IDisposable
{
    private const int LongestNumber = 12;

    private readonly ProtobufWriter _text = new(256);

    public ReadOnlySpan<byte> Text => _text.Length > 0 ? _text.WrittenSpan : "body"u8;

    /// <summary>Goes down to an entry of a map; returns where to come back to.</summary>
    public int Enter(ReadOnlySpan<byte> key)
    {
        int back = _text.Length;
        _text.WriteRaw(back > 0 ? "."u8 : default);
        _text.WriteRaw(key);
        return back;
    }

    /// <summary>Goes down to an element of an array; returns where to come back to.</summary>
    public int Enter(int index)
    {
        int back = _text.Length;
        _text.WriteRaw(back > 0 ? ".["u8 : "["u8);
        _ = Utf8Formatter.TryFormat(index, _text.GetSpan(LongestNumber), out int digits);
        _text.Advance(digits);
        _text.WriteRaw("]"u8);
        return back;
    }

    public void Leave(int back) => _text.Truncate(back);

    public void Dispose() => _text.Dispose();
}
