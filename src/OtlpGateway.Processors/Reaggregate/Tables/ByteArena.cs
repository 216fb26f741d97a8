// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.Reaggregate.Tables;

/// <summary>Bytes that stay, in chunks: what resources, metrics and series are called. At most 2 GiB.</summary>
internal sealed class ByteArena
{
    // Large enough that the garbage collector never moves a chunk.
    private const int ChunkBits = 17;
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
        bytes.CopyTo(Reserve(bytes.Length));
        return Keep(bytes.Length);
    }

    /// <summary>Room for at most so many bytes, of which <see cref="Keep"/> says how many there are to be.</summary>
    public Span<byte> Reserve(int length)
    {
        if (length > ChunkSize - _used)
        {
            if (_chunks.Count == MaxChunks)
            {
                throw new InvalidOperationException("The names of series take 2 GiB; the caller did not ask whether there is room.");
            }

            // What is larger than a chunk has one of its own.
            _chunks.Add(GC.AllocateUninitializedArray<byte>(Math.Max(ChunkSize, length)));
            _used = 0;
        }

        return length == 0 ? default : _chunks[^1].AsSpan(_used, length);
    }

    /// <summary>The first bytes of what was reserved last; nothing was added since.</summary>
    public TextRef Keep(int length)
    {
        if (length == 0)
        {
            return default;
        }

        TextRef text = new(((_chunks.Count - 1) << ChunkBits) + _used, length);
        _used = Math.Min(ChunkSize, _used + length);
        Added += length;
        return text;
    }
}
