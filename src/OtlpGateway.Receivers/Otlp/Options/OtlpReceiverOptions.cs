// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Receivers.Otlp.Options;

/// <summary>The <c>otlp</c> receiver's section.</summary>
public sealed class OtlpReceiverOptions
{
    public ProtocolsOptions Protocols { get; set; } = new();

    public DeduplicationOptions Deduplication { get; set; } = new();
}
