// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.Reaggregate.Tables;

/// <summary>
/// Blocks of 64-bit words in chunks, each behind a header with its length and a number that means something to whoever
/// allocated it. What was freed is given out again to who wants as much.
/// </summary>
internal sealed class WordArena
{
    // Large enough that the garbage collector never moves a chunk.
    private const int ChunkBits = 14;
    private const int ChunkSize = 1 << ChunkBits;
    private const int MaxChunks = 1 << (31 - ChunkBits);

    private readonly List<ulong[]> _chunks = [];
    private readonly Dictionary<int, Stack<int>> _free = [];

    private int _freeBlocks;

    // Handle 0 means no block: the first word is nobody's.
    private int _used = ChunkSize;

    /// <summary>Words in blocks that were not freed, headers included.</summary>
    public long LiveWords { get; private set; }

    /// <summary>The words behind the header; valid until the block is freed.</summary>
    public Span<ulong> this[int block]
    {
        get
        {
            ulong[] chunk = _chunks[block >> ChunkBits];
            int at = block & (ChunkSize - 1);
            return chunk.AsSpan(at + 1, (int)(uint)chunk[at]);
        }
    }

    /// <summary>The number in a block's header.</summary>
    public int InfoOf(int block) => (int)(_chunks[block >> ChunkBits][block & (ChunkSize - 1)] >> 32);

    /// <summary>What a block adds to <see cref="LiveWords"/>.</summary>
    public int SizeAt(int block) => SizeOf(this[block].Length);

    /// <summary>A block whose words are all 0.</summary>
    public int Allocate(int words, int info)
    {
        int size = SizeOf(words);
        int block = TryTakeFree(size, out int freed) ? freed : Append(size);
        LiveWords += size;
        _chunks[block >> ChunkBits][block & (ChunkSize - 1)] = (uint)words | ((ulong)(uint)info << 32);
        this[block].Clear();
        return block;
    }

    /// <summary>The block with another length and number, where possible in its place. Its words are undefined.</summary>
    public int Reallocate(int block, int words, int info)
    {
        if (block != 0 && SizeOf(this[block].Length) == SizeOf(words))
        {
            _chunks[block >> ChunkBits][block & (ChunkSize - 1)] = (uint)words | ((ulong)(uint)info << 32);
            return block;
        }

        Free(block);
        return Allocate(words, info);
    }

    /// <summary>Gives a block up; 0 is none.</summary>
    public void Free(int block)
    {
        if (block == 0)
        {
            return;
        }

        int size = SizeOf(this[block].Length);
        LiveWords -= size;
        if (!_free.TryGetValue(size, out Stack<int>? free))
        {
            _free[size] = free = [];
        }

        free.Push(block);
        _freeBlocks++;
    }

    private static int SizeOf(int words) => (words + 2) & ~1;

    private bool TryTakeFree(int size, out int block)
    {
        block = 0;
        if (_freeBlocks == 0 || !_free.TryGetValue(size, out Stack<int>? free) || !free.TryPop(out block))
        {
            return false;
        }

        _freeBlocks--;
        return true;
    }

    private int Append(int size)
    {
        if (size > ChunkSize - _used)
        {
            if (_chunks.Count == MaxChunks)
            {
                throw new InvalidOperationException("Buckets take 16 GiB; the caller did not ask whether there is room.");
            }

            // What is larger than a chunk has one of its own.
            _chunks.Add(GC.AllocateUninitializedArray<ulong>(Math.Max(ChunkSize, size)));
            _used = _chunks.Count == 1 ? 2 : 0;
        }

        int block = ((_chunks.Count - 1) << ChunkBits) + _used;
        _used = Math.Min(ChunkSize, _used + size);
        return block;
    }
}
