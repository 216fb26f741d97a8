// SPDX-License-Identifier: Apache-2.0

using System.Text;

namespace OtlpGateway.ClickHouse.Native;

/// <summary>
/// One column of a block in ClickHouse's Native format: a header (name, type, and for dictionary columns a version), then
/// the values of all rows together.
/// </summary>
internal abstract class NativeColumn : IDisposable
{
    private byte[]? _header;

    protected NativeColumn(string name, string type)
    {
        Name = name;
        Type = type;
    }

    internal string Name { get; }

    internal string Type { get; }

    /// <summary>True when a LowCardinality is somewhere inside: its format version stands before all the data.</summary>
    internal abstract bool HasDictionary { get; }

    /// <summary>Bytes held, about what the column will take encoded.</summary>
    internal abstract long ByteCount { get; }

    /// <summary>Name, type and prefix, as the block has them before the column's data.</summary>
    internal ReadOnlyMemory<byte> Header => _header ??= BuildHeader();

    /// <summary>Adds the encoded data in order. What it adds is valid until the column is written to or cleared.</summary>
    internal abstract void AddParts(List<ReadOnlyMemory<byte>> parts);

    /// <summary>Called when a batch of rows is complete, while it is still in the processor's cache.</summary>
    internal virtual void FinishRows()
    {
    }

    /// <summary>Starts over, keeping buffers.</summary>
    internal abstract void Clear();

    public abstract void Dispose();

    private byte[] BuildHeader()
    {
        using ColumnBuffer header = new();
        header.AppendString(Encoding.UTF8.GetBytes(Name));
        header.AppendString(Encoding.UTF8.GetBytes(Type));
        if (HasDictionary)
        {
            header.AppendUInt64(LowCardinalityBody.Version);
        }

        return header.WrittenSpan.ToArray();
    }
}
