// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Prometheus.RemoteWrite;

/// <summary>Which messages are sent.</summary>
public enum RemoteWriteVersion : byte
{
    /// <summary><c>prometheus.WriteRequest</c>.</summary>
    V1 = 1,

    /// <summary><c>io.prometheus.write.v2.Request</c>.</summary>
    V2 = 2,
}
