// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Delivery;
using OtlpGateway.Pipeline.Delivery;

namespace OtlpGateway.Exporters.ClickHouse;

/// <summary>Passes inserted blocks on to the metrics, and to whoever watches the steps of delivery.</summary>
internal sealed class BlockSteps(IBlockObserver metrics, IDeliverySteps? steps) : IBlockObserver
{
    public void Inserted(string table, int rows, long bytes, TimeSpan duration)
    {
        metrics.Inserted(table, rows, bytes, duration);
        steps?.Reached(DeliveryStep.TableInserted);
    }
}
