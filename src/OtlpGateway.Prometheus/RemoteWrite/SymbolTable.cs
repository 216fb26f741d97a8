// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;
using OtlpGateway.Prometheus.Series;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Prometheus.RemoteWrite;

/// <summary>The texts of a request of remote write 2.0, each once, as the field that holds them. The first one is empty.</summary>
internal sealed class SymbolTable : IDisposable
{
    private const int RequestSymbols = 4;

    private readonly ProtobufWriter _bytes = new(16 * 1024);
    private readonly List<ByteRange> _symbols = [];
    private readonly HashIndex _index = new();

    public SymbolTable() => Clear();

    /// <summary>The field's bytes, tags included.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.WrittenSpan;

    public int Count => _symbols.Count;

    public void Clear()
    {
        _bytes.Clear();
        _symbols.Clear();
        _index.Clear();
        _bytes.WriteBytesField(RequestSymbols, default);
        _symbols.Add(new ByteRange(_bytes.Length, 0));
    }

    /// <summary>The text's number.</summary>
    public uint Of(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            return 0;
        }

        ulong hash = ByteHash.Of(text);
        int found = _index.Find(hash, new Key(this, text));
        if (found >= 0)
        {
            return (uint)found;
        }

        _bytes.WriteBytesField(RequestSymbols, text);
        _symbols.Add(new ByteRange(_bytes.Length - text.Length, text.Length));
        _index.Add(hash, _symbols.Count - 1);
        return (uint)(_symbols.Count - 1);
    }

    /// <summary>The text of a number.</summary>
    public ReadOnlySpan<byte> Text(uint symbol) => CollectionsMarshal.AsSpan(_symbols)[(int)symbol].Of(_bytes.WrittenSpan);

    public void Dispose() => _bytes.Dispose();

    private readonly ref struct Key(SymbolTable table, ReadOnlySpan<byte> text) : IIndexed
    {
        private readonly ReadOnlySpan<byte> _text = text;

        public bool IsEntry(int index) => table.Text((uint)index).SequenceEqual(_text);
    }
}
