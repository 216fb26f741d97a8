// SPDX-License-Identifier: Apache-2.0

using System.Text;
using OtlpGateway.ClickHouse.Client;

namespace OtlpGateway.ClickHouse.Tests.Client;

/// <summary>A block of a table (Id UInt64, Text String), in several parts.</summary>
internal sealed class PairBlock : INativeBlock
{
    internal const string Columns = "Id UInt64, Text String";

    internal PairBlock(int rows, string text = "some text, again and again")
    {
        RowCount = rows;
        byte[] value = Encoding.UTF8.GetBytes(text);
        Parts = [Write(writer => Head(writer, rows)), Write(writer => Ids(writer, rows)), Write(writer => TextHead(writer)), Write(writer => Texts(writer, rows, value))];
    }

    public int RowCount { get; }

    public string ColumnList => "Id, Text";

    public IReadOnlyList<ReadOnlyMemory<byte>> Parts { get; init; }

    private static void Head(BinaryWriter writer, int rows)
    {
        writer.Write7BitEncodedInt(2);
        writer.Write7BitEncodedInt(rows);
        writer.Write("Id");
        writer.Write("UInt64");
    }

    private static void Ids(BinaryWriter writer, int rows)
    {
        for (int i = 0; i < rows; i++)
        {
            writer.Write((ulong)i);
        }
    }

    private static void TextHead(BinaryWriter writer)
    {
        writer.Write("Text");
        writer.Write("String");
    }

    private static void Texts(BinaryWriter writer, int rows, byte[] value)
    {
        for (int i = 0; i < rows; i++)
        {
            writer.Write7BitEncodedInt(value.Length);
            writer.Write(value);
        }
    }

    private static ReadOnlyMemory<byte> Write(Action<BinaryWriter> write)
    {
        using MemoryStream bytes = new();
        using BinaryWriter writer = new(bytes, Encoding.UTF8);
        write(writer);
        writer.Flush();
        return bytes.ToArray();
    }
}
