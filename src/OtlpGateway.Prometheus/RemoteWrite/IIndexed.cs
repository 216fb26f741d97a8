// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Prometheus.RemoteWrite;

/// <summary>What an entry is compared with.</summary>
internal interface IIndexed
{
    /// <summary>Whether the entry of that index is the one.</summary>
    bool IsEntry(int index);
}
