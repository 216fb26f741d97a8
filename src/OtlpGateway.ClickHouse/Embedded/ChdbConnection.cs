// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;
using System.Text;
using OtlpGateway.ClickHouse.Client;
using OtlpGateway.Wire.Buffers;

namespace OtlpGateway.ClickHouse.Embedded;

/// <summary>
/// One session of the engine. Blocking and not thread-safe: its <see cref="ChdbWorker"/> alone calls it. After a failed
/// statement it is closed and opened again, because a failed statement can leave output behind that the next one would
/// return as its own; a statement that changed session settings is followed by a reset for the same reason.
/// </summary>
internal sealed class ChdbConnection : IDisposable
{
    private readonly string[] _arguments;
    private nint _pointer;

    private ChdbConnection(string[] arguments, nint pointer)
    {
        _arguments = arguments;
        _pointer = pointer;
    }

    private nint Handle => Marshal.ReadIntPtr(_pointer);

    /// <summary>Opens a session; the first one of a process boots the engine. Null when the engine refuses.</summary>
    internal static ChdbConnection? TryOpen(string[] arguments)
    {
        nint pointer = Connect(arguments);
        return pointer == 0 ? null : new ChdbConnection(arguments, pointer);
    }

    /// <summary>Runs a statement to its end and returns its result, which is held in memory.</summary>
    internal ChdbResult Run(ChdbStatement statement)
    {
        try
        {
            foreach (string set in statement.Preparation)
            {
                RunOne(set, "", NoParameters).Output.Dispose();
            }

            return RunOne(statement.Sql, statement.Format, statement.Parameters);
        }
        catch (ClickHouseException)
        {
            Reset();
            throw;
        }
        finally
        {
            if (statement.Preparation.Count > 0)
            {
                Reset();
            }
        }
    }

    /// <summary>Inserts one block. Nothing is committed when it throws before the engine has the last byte.</summary>
    internal InsertResult Insert(string sql, INativeBlock block)
    {
        int part = 0;

        // A bare null would be an empty array, and no end.
        return Insert(sql, "Native", () => part < block.Parts.Count ? block.Parts[part++] : default(ReadOnlyMemory<byte>?));
    }

    /// <summary>Inserts data that comes in chunks, until there is none. The same holds.</summary>
    internal InsertResult Insert(ChdbStatement statement, InsertChunks chunks)
    {
        try
        {
            foreach (string set in statement.Preparation)
            {
                RunOne(set, "", NoParameters).Output.Dispose();
            }

            return Insert(statement.Sql, statement.Format, chunks.Take);
        }
        finally
        {
            chunks.Stop();
            if (statement.Preparation.Count > 0)
            {
                Reset();
            }
        }
    }

    private InsertResult Insert(string sql, string formatName, Func<ReadOnlyMemory<byte>?> next)
    {
        byte[] query = Encoding.UTF8.GetBytes(sql);
        byte[] format = Encoding.UTF8.GetBytes(formatName);
        nint stream = ChdbNative.StreamInsert(
            Handle, in query[0], (nuint)query.Length, in MemoryMarshal.GetArrayDataReference(format), (nuint)format.Length);
        bool ended = false;
        try
        {
            ThrowOnError(ChdbNative.StreamInsertError(stream));
            while (next() is { } part)
            {
                if (part.Length > 0 && ChdbNative.StreamAppend(stream, in MemoryMarshal.GetReference(part.Span), (nuint)part.Length) != 0)
                {
                    break;
                }
            }

            nint result = ChdbNative.StreamDone(stream);
            try
            {
                ThrowOnError(ChdbNative.ResultError(result));
                ended = true;
                return new InsertResult((long)ChdbNative.ResultRowsWritten(result), (long)ChdbNative.ResultBytesWritten(result));
            }
            finally
            {
                ChdbNative.DestroyResult(result);
            }
        }
        finally
        {
            // The connection is busy until the stream is gone.
            ChdbNative.DestroyInsertStream(stream);
            if (!ended)
            {
                Reset();
            }
        }
    }

    public void Dispose()
    {
        nint pointer = Interlocked.Exchange(ref _pointer, 0);
        if (pointer != 0)
        {
            ChdbNative.CloseConnection(pointer);
        }
    }

    private static readonly Dictionary<string, string> NoParameters = [];

    private ChdbResult RunOne(string sql, string formatName, IReadOnlyDictionary<string, string> values)
    {
        byte[] query = Encoding.UTF8.GetBytes(sql);
        byte[] format = Encoding.UTF8.GetBytes(formatName.Length == 0 ? "Null" : formatName);
        using NativeParameters parameters = new(values);
        nint result = ChdbNative.Query(
            Handle,
            in MemoryMarshal.GetArrayDataReference(query),
            (nuint)query.Length,
            in format[0],
            (nuint)format.Length,
            parameters.Names,
            parameters.NameLengths,
            parameters.Values,
            parameters.ValueLengths,
            (nuint)parameters.Count);
        try
        {
            ThrowOnError(ChdbNative.ResultError(result));
            return new ChdbResult(
                CopyOutput(result), (long)ChdbNative.ResultStorageRowsRead(result), (long)ChdbNative.ResultStorageBytesRead(result));
        }
        finally
        {
            ChdbNative.DestroyResult(result);
        }
    }

    private static PooledBuffer CopyOutput(nint result)
    {
        int length = checked((int)ChdbNative.ResultLength(result));
        PooledBuffer output = PooledBuffer.Rent(length);
        if (length > 0)
        {
            Marshal.Copy(ChdbNative.ResultBuffer(result), output.Array, 0, length);
        }

        return output;
    }

    private void Reset()
    {
        // Open first: closing the process's last session would shut the engine down.
        nint fresh = Connect(_arguments);
        nint old = Interlocked.Exchange(ref _pointer, fresh);
        ChdbNative.CloseConnection(old);
        if (fresh == 0)
        {
            throw new ClickHouseException(ClickHouseErrorCode.NoFreeConnection, "The embedded ClickHouse gives no new session.");
        }
    }

    private static nint Connect(string[] arguments)
    {
        nint[] pointers = new nint[arguments.Length];
        try
        {
            for (int i = 0; i < arguments.Length; i++)
            {
                pointers[i] = Marshal.StringToCoTaskMemUTF8(arguments[i]);
            }

            return ChdbNative.Connect(arguments.Length, pointers);
        }
        finally
        {
            Array.ForEach(pointers, Marshal.FreeCoTaskMem);
        }
    }

    private static void ThrowOnError(nint error)
    {
        if (error != 0)
        {
            throw ChdbError.Parse(Marshal.PtrToStringUTF8(error) ?? "");
        }
    }
}
