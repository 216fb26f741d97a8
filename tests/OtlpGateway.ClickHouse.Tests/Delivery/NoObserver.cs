// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Delivery;

namespace OtlpGateway.ClickHouse.Tests.Delivery;

internal sealed class NoObserver : IBlockObserver
{
    public void Inserted(string table, int rows, long bytes, TimeSpan duration)
    {
    }
}
