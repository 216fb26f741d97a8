// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.ClickHouse.Client;

/// <param name="BytesWritten">Bytes of the result in the format that was asked for.</param>
/// <param name="RowsRead">Rows read from storage, where the transport says.</param>
/// <param name="BytesRead">Bytes read from storage, where the transport says.</param>
public readonly record struct QueryResult(long BytesWritten, long RowsRead, long BytesRead);
