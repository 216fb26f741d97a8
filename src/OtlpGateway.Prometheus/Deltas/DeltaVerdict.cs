// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Prometheus.Deltas;

/// <summary>What is to be done with a delta.</summary>
internal enum DeltaVerdict : byte
{
    /// <summary>It is added to the stream's total.</summary>
    Add,

    /// <summary>It was added before, as the last one: the total is what it was. A batch that comes again ends here.</summary>
    Repeat,

    /// <summary>It is from before what was added last.</summary>
    Late,

    /// <summary>It is of a new stream, for which there is no room.</summary>
    TooMany,
}
