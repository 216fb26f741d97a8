// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Delivery;

namespace OtlpGateway.Exporters.ClickHouse;

/// <summary>A store whose tables are there, with what writes to it. Owns all three.</summary>
internal sealed record OpenedStore(ClickHouseStore Store, SignalWriter Writer, ClaimLedger Ledger) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        Writer.Dispose();
        await Store.DisposeAsync();
    }
}
