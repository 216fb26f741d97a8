// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.Redaction.Sanitizers;

/// <summary>Which sanitizers apply to a text; they run in this order.</summary>
[Flags]
internal enum SanitizerSet
{
    None = 0,
    Url = 1,
    Sql = 2,

    /// <summary>Redis and Valkey.</summary>
    Redis = 4,
    Memcached = 8,

    /// <summary>MongoDB, OpenSearch, Elasticsearch.</summary>
    Json = 16,
}
