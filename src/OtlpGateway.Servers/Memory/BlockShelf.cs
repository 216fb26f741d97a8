// SPDX-License-Identifier: Apache-2.0

using System.Buffers;
using System.Runtime.InteropServices;

namespace OtlpGateway.Servers.Memory;

/// <summary>Blocks of one size: those in use are counted, those that came back are kept for the next. Thread-safe.</summary>
internal sealed class BlockShelf(int blockBytes)
{
    private readonly Lock _gate = new();
    private readonly Stack<Block> _free = new();
    private int _inUse;
    private int _leastFree;
    private bool _closed;

    public int BlockBytes { get; } = blockBytes;

    public int InUse => Volatile.Read(ref _inUse);

    public int Free
    {
        get
        {
            lock (_gate)
            {
                return _free.Count;
            }
        }
    }

    public IMemoryOwner<byte> Rent()
    {
        Interlocked.Increment(ref _inUse);
        Block? block;
        lock (_gate)
        {
            _free.TryPop(out block);
            _leastFree = Math.Min(_leastFree, _free.Count);
        }

        block ??= new Block(this);
        block.Lend();
        return block;
    }

    /// <summary>Lets go of the blocks that nobody needed since the last call.</summary>
    public void Trim()
    {
        lock (_gate)
        {
            for (int i = 0; i < _leastFree; i++)
            {
                _free.Pop();
            }

            _free.TrimExcess();
            _leastFree = _free.Count;
        }
    }

    /// <summary>Keeps nothing from now on; blocks in use stay good until they are given back.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            _leastFree = 0;
            _free.Clear();
        }
    }

    private void Return(Block block)
    {
        Interlocked.Decrement(ref _inUse);
        lock (_gate)
        {
            if (!_closed)
            {
                _free.Push(block);
            }
        }
    }

    private sealed class Block : IMemoryOwner<byte>
    {
        private readonly BlockShelf _shelf;
        private int _returned;

        public Block(BlockShelf shelf)
        {
            _shelf = shelf;

            // Not zeroed, since it is written before it is read; pinned, since sockets would pin it with every call.
            byte[] bytes = GC.AllocateUninitializedArray<byte>(shelf.BlockBytes, pinned: true);
            Memory = MemoryMarshal.CreateFromPinnedArray(bytes, 0, bytes.Length);
        }

        public Memory<byte> Memory { get; }

        public void Lend() => Volatile.Write(ref _returned, 0);

        public void Dispose()
        {
            // Given back twice it would be lent to two at once.
            if (Interlocked.Exchange(ref _returned, 1) == 0)
            {
                _shelf.Return(this);
            }
        }
    }
}
