// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;
using Confluent.Kafka;
using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Format;
using OtlpGateway.Log.Kafka.Native;
using OtlpGateway.Wire.Buffers;

namespace OtlpGateway.Log.Kafka.Consuming;

/// <summary>
/// Records copied out of librdkafka's memory into one pooled array: a whole response of the broker would otherwise stay as
/// long as one of its records.
/// </summary>
internal sealed unsafe class FetchedRecords : IDisposable
{
    private readonly List<nint> _messages = [];
    private byte[]? _array;
    private int _bytes;

    /// <summary>Bytes of keys and values.</summary>
    public int Bytes => _bytes;

    public int Count => _messages.Count;

    /// <summary>Takes over the message.</summary>
    public void Add(MessageData* message)
    {
        _messages.Add((nint)message);
        _bytes += (int)(message->KeyLength + message->ValueLength);
    }

    /// <summary>The records, in memory of this; librdkafka's is given back.</summary>
    public LogRecord[] Copy()
    {
        _array = ByteArrays.Rent(_bytes);
        LogRecord[] records = new LogRecord[_messages.Count];
        int at = 0;
        for (int i = 0; i < records.Length; i++)
        {
            MessageData* message = (MessageData*)_messages[i];
            ReadOnlyMemory<byte> key = Copy(message->Key, (int)message->KeyLength, ref at);
            ReadOnlyMemory<byte> value = Copy(message->Value, (int)message->ValueLength, ref at);
            long stored = Math.Max(0, Librdkafka.MessageTimestamp(message, out _));
            records[i] = new LogRecord(message->Offset, DateTimeOffset.FromUnixTimeMilliseconds(stored), key, value, ReadHeaders(message));
        }

        Free();
        return records;
    }

    public void Dispose()
    {
        Free();
        if (_array is { } array)
        {
            _array = null;
            ByteArrays.Return(array);
        }
    }

    private static LogHeader[] ReadHeaders(MessageData* message)
    {
        if (Librdkafka.MessageHeaders(message, out nint headers) != ErrorCode.NoError)
        {
            return [];
        }

        LogHeader[] read = new LogHeader[(int)Librdkafka.HeaderCount(headers)];
        for (int i = 0; i < read.Length; i++)
        {
            Librdkafka.HeaderAt(headers, (nuint)i, out nint name, out byte* value, out nuint size);
            read[i] = new LogHeader(HeaderNames.Get(MemoryMarshal.CreateReadOnlySpanFromNullTerminated((byte*)name)), new ReadOnlySpan<byte>(value, (int)size).ToArray());
        }

        return read;
    }

    private ReadOnlyMemory<byte> Copy(byte* source, int length, ref int at)
    {
        new ReadOnlySpan<byte>(source, length).CopyTo(_array.AsSpan(at));
        ReadOnlyMemory<byte> copy = _array.AsMemory(at, length);
        at += length;
        return copy;
    }

    private void Free()
    {
        foreach (nint message in _messages)
        {
            Librdkafka.MessageDestroy((MessageData*)message);
        }

        _messages.Clear();
    }
}
