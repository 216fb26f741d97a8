// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;

namespace OtlpGateway.ClickHouse.Embedded;

/// <summary>
/// The part of chDB's C interface (26.7) that we use, name for name. Every signature is blittable, so the marshaller only
/// pins; strings travel as UTF-8 with their length. Handles are opaque; a connection is what <c>chdb_connect</c>'s result
/// points to.
/// </summary>
internal static class ChdbNative
{
    private const string Library = ChdbLibrary.ImportName;

    [DllImport(Library, EntryPoint = "chdb_set_signal_handlers_enabled")]
    internal static extern void SetSignalHandlersEnabled(int enabled);

    [DllImport(Library, EntryPoint = "chdb_connect")]
    internal static extern nint Connect(int argumentCount, nint[] arguments);

    [DllImport(Library, EntryPoint = "chdb_close_conn")]
    internal static extern void CloseConnection(nint connectionPointer);

    [DllImport(Library, EntryPoint = "chdb_query_with_params_n")]
    internal static extern nint Query(
        nint connection,
        in byte query,
        nuint queryLength,
        in byte format,
        nuint formatLength,
        nint[] names,
        nuint[] nameLengths,
        nint[] values,
        nuint[] valueLengths,
        nuint count);

    [DllImport(Library, EntryPoint = "chdb_destroy_query_result")]
    internal static extern void DestroyResult(nint result);

    [DllImport(Library, EntryPoint = "chdb_result_buffer")]
    internal static extern nint ResultBuffer(nint result);

    [DllImport(Library, EntryPoint = "chdb_result_length")]
    internal static extern nuint ResultLength(nint result);

    [DllImport(Library, EntryPoint = "chdb_result_error")]
    internal static extern nint ResultError(nint result);

    [DllImport(Library, EntryPoint = "chdb_result_storage_rows_read")]
    internal static extern ulong ResultStorageRowsRead(nint result);

    [DllImport(Library, EntryPoint = "chdb_result_storage_bytes_read")]
    internal static extern ulong ResultStorageBytesRead(nint result);

    [DllImport(Library, EntryPoint = "chdb_result_rows_written")]
    internal static extern ulong ResultRowsWritten(nint result);

    [DllImport(Library, EntryPoint = "chdb_result_bytes_written")]
    internal static extern ulong ResultBytesWritten(nint result);

    [DllImport(Library, EntryPoint = "chdb_stream_insert_n")]
    internal static extern nint StreamInsert(nint connection, in byte query, nuint queryLength, in byte format, nuint formatLength);

    [DllImport(Library, EntryPoint = "chdb_stream_append")]
    internal static extern int StreamAppend(nint stream, in byte data, nuint length);

    [DllImport(Library, EntryPoint = "chdb_stream_done")]
    internal static extern nint StreamDone(nint stream);

    [DllImport(Library, EntryPoint = "chdb_stream_insert_error")]
    internal static extern nint StreamInsertError(nint stream);

    [DllImport(Library, EntryPoint = "chdb_destroy_insert_stream")]
    internal static extern void DestroyInsertStream(nint stream);
}
