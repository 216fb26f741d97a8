// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Delivery;

namespace OtlpGateway.Exporters.ClickHouse;

/// <summary>A store whose tables are there, with what writes to it. Owns all of it.</summary>
internal sealed record OpenedStore(ClickHouseStore Store, SignalWriter Writer, ClaimLedger Ledger, LedgerUpkeep Upkeep) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await Upkeep.DisposeAsync();
        Writer.Dispose();
        await Store.DisposeAsync();
    }
}
