// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Clients.Kafka;

/// <summary>Warnings for options of a broker's client that stand beside <c>embedded:DIR</c>.</summary>
public static class EmbeddedOnly
{
    /// <summary>Warns when the option is given.</summary>
    public static void Warn(OptionsValidation validation, string path, object? value)
    {
        if (value is not null)
        {
            validation.Warning(path, "has no effect on the embedded log");
        }
    }
}
