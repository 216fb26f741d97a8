// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Batches;

namespace OtlpGateway.Pipeline.Delivery;

internal static class BatchSize
{
    public static long Of(TelemetryBatch batch, QueueSizer sizer) => sizer switch
    {
        QueueSizer.Requests => 1,
        QueueSizer.Items => batch.ItemCount,
        QueueSizer.Bytes => batch.Bytes.Length,
        _ => throw new ArgumentOutOfRangeException(nameof(sizer), sizer, "not a sizer"),
    };
}
