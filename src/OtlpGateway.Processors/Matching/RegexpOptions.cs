// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Processors.Matching;

/// <summary>The <c>regexp</c> section of a match: how the Collector caches results. Without effect here.</summary>
public sealed class RegexpOptions
{
    [ConfigKey("cacheenabled")]
    public bool CacheEnabled { get; set; }

    [ConfigKey("cachemaxnumentries")]
    public int CacheMaxNumEntries { get; set; }
}
