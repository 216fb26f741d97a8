// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Wire.Otlp.Fields;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Processors.AttributeActions;

/// <summary>What <c>from_context</c> names, looked up in what came with a request.</summary>
internal static class ClientValues
{
    private const string Metadata = "metadata.";
    private const string Auth = "auth.";

    /// <summary>Writes the body of an AnyValue. False, and nothing written, when there is none.</summary>
    public static bool TryWrite(string name, ClientContext client, ProtobufWriter destination)
    {
        if (name == "client.address")
        {
            return TryWriteText(client.Address, destination);
        }

        if (name.StartsWith(Auth, StringComparison.Ordinal))
        {
            return client.AuthAttributes.TryGetValue(name[Auth.Length..], out string? attribute) && TryWriteText(attribute, destination);
        }

        // Without a prefix it is metadata too: the Collector has it so for old configurations.
        string header = name.StartsWith(Metadata, StringComparison.Ordinal) ? name[Metadata.Length..] : name;
        if (!client.Metadata.TryGetValue(header.ToLowerInvariant(), out IReadOnlyList<string>? values) || values.Count == 0)
        {
            return false;
        }

        destination.WriteStringField(CommonFields.AnyValue.StringValue, values.Count == 1 ? values[0] : string.Join(';', values));
        return true;
    }

    private static bool TryWriteText(string text, ProtobufWriter destination)
    {
        if (text.Length == 0)
        {
            return false;
        }

        destination.WriteStringField(CommonFields.AnyValue.StringValue, text);
        return true;
    }
}
