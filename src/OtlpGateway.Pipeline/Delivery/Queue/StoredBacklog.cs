// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Pipeline.Delivery;

/// <summary>The sums of what is stored and not delivered.</summary>
public readonly record struct StoredBacklog(long Requests, long Items, long Bytes)
{
    public long In(QueueSizer sizer) => sizer switch
    {
        QueueSizer.Requests => Requests,
        QueueSizer.Items => Items,
        QueueSizer.Bytes => Bytes,
        _ => throw new ArgumentOutOfRangeException(nameof(sizer), sizer, "not a sizer"),
    };
}
