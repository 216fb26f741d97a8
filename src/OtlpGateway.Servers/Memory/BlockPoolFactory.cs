// SPDX-License-Identifier: Apache-2.0

using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace OtlpGateway.Servers.Memory;

/// <summary>Gives the server <see cref="BlockPool"/>s, which it disposes.</summary>
internal sealed class BlockPoolFactory(TimeProvider time) : IMemoryPoolFactory<byte>
{
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new BlockPool(time);
}
