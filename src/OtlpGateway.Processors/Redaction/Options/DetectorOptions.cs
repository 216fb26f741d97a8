// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.Redaction.Options;

/// <summary>One detector that runs.</summary>
public sealed class DetectorOptions
{
    /// <summary>mask, hash, drop_attribute or drop_item.</summary>
    public DetectorAction Action { get; set; }
}
