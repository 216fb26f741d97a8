// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Exporters.PrometheusRemoteWrite;

/// <summary>What a receiver's answer means for a request.</summary>
internal enum WriteVerdict : byte
{
    /// <summary>Taken.</summary>
    Accepted,

    /// <summary>Taken in part; the rest will never be.</summary>
    PartlyAccepted,

    /// <summary>Not taken now.</summary>
    Retry,

    /// <summary>Not taken, because the receiver failed over it: it may be down, or unable to take some of it.</summary>
    Failed,

    /// <summary>The receiver does not know this version of remote write, and took nothing.</summary>
    OtherVersion,

    /// <summary>Nothing was taken because of some of it: smaller requests may be.</summary>
    Unfit,

    /// <summary>Never taken.</summary>
    Refused,
}
