// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Receivers.Otlp.Options;

/// <summary>The protocols to serve; an empty section serves one with its defaults.</summary>
public sealed class ProtocolsOptions : IValidatable
{
    public OtlpGrpcOptions? Grpc { get; set; }

    public OtlpHttpOptions? Http { get; set; }

    public void Validate(OptionsValidation validation)
    {
        if (Grpc is null && Http is null)
        {
            validation.Error("", "must specify at least one protocol (grpc, http) when using the OTLP receiver");
        }
    }
}
