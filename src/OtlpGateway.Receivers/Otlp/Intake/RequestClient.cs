// SPDX-License-Identifier: Apache-2.0

using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using OtlpGateway.Pipeline.Batches;

namespace OtlpGateway.Receivers.Otlp.Intake;

/// <summary>Makes the <see cref="ClientContext"/> of a request.</summary>
internal static class RequestClient
{
    public static ClientContext Describe(
        HttpContext context,
        string transport,
        bool includeMetadata,
        IReadOnlyDictionary<string, string>? authAttributes)
    {
        // Addresses keep their text, so that this allocates nothing per request but the context itself.
        string address = context.Connection.RemoteIpAddress?.ToString() ?? "";
        if (!includeMetadata)
        {
            return authAttributes is null
                ? new ClientContext { Transport = transport, Address = address }
                : new ClientContext { Transport = transport, Address = address, AuthAttributes = authAttributes };
        }

        return new ClientContext
        {
            Transport = transport,
            Address = address,
            Metadata = Metadata(context, transport),
            AuthAttributes = authAttributes ?? ClientContext.None.AuthAttributes,
        };
    }

    private static FrozenDictionary<string, IReadOnlyList<string>> Metadata(HttpContext context, string transport)
    {
        // As the Collector has it: the authority is under "host" for HTTP and under ":authority" for gRPC.
        string authority = transport == "grpc" ? ":authority" : "host";
        Dictionary<string, IReadOnlyList<string>> metadata = new(StringComparer.Ordinal);
        foreach ((string name, StringValues values) in context.Request.Headers)
        {
            string key = name.ToLowerInvariant();
            metadata[key == "host" ? authority : key] = [.. values.Select(value => value ?? "")];
        }

        return metadata.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
