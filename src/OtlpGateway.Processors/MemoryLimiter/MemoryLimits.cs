// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.MemoryLimiter;

/// <summary>The two limits in bytes: above the soft one we refuse, above the hard one we collect as well.</summary>
internal readonly record struct MemoryLimits(long SoftBytes, long HardBytes)
{
    public static MemoryLimits From(MemoryLimiterOptions options, long availableBytes)
    {
        long hard = options.LimitMib > 0 ? options.LimitMib << 20 : availableBytes / 100 * options.LimitPercentage;
        long spike = options.LimitMib > 0 ? options.SpikeLimitMib << 20 : availableBytes / 100 * options.SpikeLimitPercentage;
        return new MemoryLimits(hard - (spike > 0 ? spike : hard / 5), hard);
    }
}
