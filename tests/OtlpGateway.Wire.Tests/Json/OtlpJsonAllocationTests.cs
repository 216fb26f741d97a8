// SPDX-License-Identifier: Apache-2.0

using Google.Protobuf;
using OtlpGateway.Wire.Json;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Protobuf;
using Xunit;

namespace OtlpGateway.Wire.Tests.Json;

public sealed class OtlpJsonAllocationTests
{
    [Theory]
    [InlineData(Signal.Traces)]
    [InlineData(Signal.Metrics)]
    [InlineData(Signal.Logs)]
    public void TranscodeAndWrite_AfterWarmUp_AllocateNothing(Signal signal)
    {
        using ProtobufWriter wire = new();
        using ProtobufWriter json = new();
        byte[] message = new RandomMessages(seed: 11).Next(Oracle.Descriptor(signal)).ToByteArray();
        OtlpJsonWriter.Write(signal, message, json);
        byte[] document = json.WrittenSpan.ToArray();
        RoundTrip(signal, document, wire, json);
        RoundTrip(signal, document, wire, json);

        long before = GC.GetAllocatedBytesForCurrentThread();
        RoundTrip(signal, document, wire, json);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(document, json.WrittenSpan.ToArray());
    }

    private static void RoundTrip(Signal signal, byte[] document, ProtobufWriter wire, ProtobufWriter json)
    {
        wire.Clear();
        json.Clear();
        bool transcoded = OtlpJsonReader.Transcode(signal, document, wire).IsSuccess;
        WireFault fault = OtlpJsonWriter.Write(signal, wire.WrittenSpan, json);
        if (!transcoded || fault != WireFault.None)
        {
            Assert.Fail($"{signal}: transcoded {transcoded}, written {fault}");
        }
    }
}
