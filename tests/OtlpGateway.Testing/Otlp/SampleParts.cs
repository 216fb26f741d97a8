// SPDX-License-Identifier: Apache-2.0

using Google.Protobuf;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Resource.V1;

namespace OtlpGateway.Testing.Otlp;

/// <summary>What the samples of all signals are made of.</summary>
internal static class SampleParts
{
    /// <summary>2026-01-01 in nanoseconds.</summary>
    internal const ulong Start = 1_767_225_600_000_000_000;

    internal static Resource Service() => new()
    {
        Attributes =
        {
            Text("service.name", "checkout"),
            Text("service.version", "3.4.1"),
            Text("host.name", "node-17.eu-west-1.example.com"),
            Text("telemetry.sdk.language", "java"),
        },
    };

    internal static ByteString Id(Random random, int length)
    {
        byte[] id = new byte[length];
        random.NextBytes(id);
        id[0] |= 1;
        return ByteString.CopyFrom(id);
    }

    internal static KeyValue Text(string key, string value) => new() { Key = key, Value = new AnyValue { StringValue = value } };

    internal static KeyValue Whole(string key, long value) => new() { Key = key, Value = new AnyValue { IntValue = value } };
}
