// SPDX-License-Identifier: Apache-2.0

using System.Buffers;

namespace OtlpGateway.Wire.Json;

/// <summary>Passes on to another writer, so that one JSON writer can be reused for many destinations without allocating.</summary>
internal sealed class RedirectedBuffer : IBufferWriter<byte>
{
    private IBufferWriter<byte>? _target;

    public void SetTarget(IBufferWriter<byte>? target) => _target = target;

    public void Advance(int count) => Target().Advance(count);

    public Memory<byte> GetMemory(int sizeHint = 0) => Target().GetMemory(sizeHint);

    public Span<byte> GetSpan(int sizeHint = 0) => Target().GetSpan(sizeHint);

    private IBufferWriter<byte> Target() => _target ?? throw new InvalidOperationException("Nothing is being written.");
}
