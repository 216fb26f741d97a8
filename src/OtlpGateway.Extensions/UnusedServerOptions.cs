// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Servers.Configuration;

namespace OtlpGateway.Extensions;

/// <summary>Options of every HTTP server in the Collector that the small servers of extensions have no use for.</summary>
internal static class UnusedServerOptions
{
    public static void Warn(HttpServerOptions options, OptionsValidation validation)
    {
        Warn(validation, "cors", options.Cors is not null);
        Warn(validation, "response_headers", options.ResponseHeaders.Count > 0);
        Warn(validation, "compression_algorithms", options.CompressionAlgorithms is not null);
        Warn(validation, "include_metadata", options.IncludeMetadata);
    }

    private static void Warn(OptionsValidation validation, string path, bool isSet)
    {
        if (isSet)
        {
            validation.Warning(path, "has no effect here");
        }
    }
}
