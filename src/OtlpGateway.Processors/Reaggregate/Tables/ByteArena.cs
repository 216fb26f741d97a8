// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.Reaggregate.Tables;

/// <summary>Bytes that stay, in chunks: what resources, metrics and series are called. At most 2 GiB.</summary>
internal sealed class ByteArena
{
    private const int ChunkBits = 16;
    private const int ChunkSize = 1 << ChunkBits;

    private const int MaxChunks = 1 << (31 - ChunkBits);

    private readonly List<byte[]> _chunks = [];
    private int _used = ChunkSize;

    /// <summary>Bytes that were added, live or not.</summary>
    public long Added { get; private set; }

    /// <summary>True when there may be no room for more.</summary>
    public bool IsFull => _chunks.Count >= MaxChunks - 1;

    public ReadOnlySpan<byte> this[TextRef text] => text.Length == 0
        ? default
        : _chunks[text.Offset >> ChunkBits].AsSpan(text.Offset & (ChunkSize - 1), text.Length);

    /// <summary>Forgets all bytes, and keeps room for as many as one chunk has.</summary>
    public void Clear()
    {
        _chunks.RemoveRange(Math.Min(1, _chunks.Count), Math.Max(0, _chunks.Count - 1));
        _used = _chunks.Count == 0 ? ChunkSize : 0;
        Added = 0;
    }

    public TextRef Add(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return default;
        }

        if (bytes.Length > ChunkSize - _used)
        {
            if (_chunks.Count == MaxChunks)
            {
                throw new InvalidOperationException("The names of series take 2 GiB; the caller did not ask whether there is room.");
            }

            // What is larger than a chunk has one of its own.
            _chunks.Add(new byte[Math.Max(ChunkSize, bytes.Length)]);
            _used = 0;
        }

        TextRef text = new(((_chunks.Count - 1) << ChunkBits) + _used, bytes.Length);
        bytes.CopyTo(_chunks[^1].AsSpan(_used));
        _used = Math.Min(ChunkSize, _used + bytes.Length);
        Added += bytes.Length;
        return text;
    }
}
