// SPDX-License-Identifier: Apache-2.0

using System.Text;
using System.Text.Json;
using Google.Protobuf;
using OtlpGateway.Wire.Json;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Protobuf;
using Xunit;

namespace OtlpGateway.Wire.Tests.Json;

public sealed class OtlpJsonRoundTripTests
{
    private const int Messages = 60;

    public static TheoryData<Signal> Signals => [Signal.Traces, Signal.Metrics, Signal.Logs, Signal.Profiles];

    [Theory]
    [MemberData(nameof(Signals))]
    public void WireToJsonToWire_RandomMessages_GivesEqualMessages(Signal signal)
    {
        RandomMessages random = new(seed: 7 + (int)signal);
        for (int i = 0; i < Messages; i++)
        {
            IMessage message = Oracle.Random(signal, random);
            using ProtobufWriter json = new();
            Assert.Equal(WireFault.None, OtlpJsonWriter.Write(signal, message.ToByteArray(), json));
            using JsonDocument parsed = JsonDocument.Parse(json.WrittenMemory, new JsonDocumentOptions { MaxDepth = 500 });

            IMessage back = Oracle.Read(signal, json.WrittenSpan);
            Assert.Equal(Oracle.WithEmbedded(signal, message), back);
        }
    }

    [Theory]
    [MemberData(nameof(Signals))]
    public void Transcode_GeneratedFormattersOutput_GivesTheSameMessage(Signal signal)
    {
        // The formatter writes ids in base64, so they are left out here; enums it writes by name.
        RandomMessages random = new(seed: 70 + (int)signal, withIds: false);
        for (int i = 0; i < Messages; i++)
        {
            IMessage message = Oracle.Random(signal, random);
            string json = JsonFormatter.Default.Format(message);
            Assert.Equal(message, Oracle.Read(signal, Encoding.UTF8.GetBytes(json)));
        }
    }

    [Theory]
    [MemberData(nameof(Signals))]
    public void Write_ReadByTheGeneratedParser_GivesTheSameMessage(Signal signal)
    {
        RandomMessages random = new(seed: 700 + (int)signal, withIds: false);
        JsonParser parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(false));
        for (int i = 0; i < Messages; i++)
        {
            IMessage message = Oracle.Random(signal, random);
            using ProtobufWriter json = new();
            Assert.Equal(WireFault.None, OtlpJsonWriter.Write(signal, message.ToByteArray(), json));
            IMessage back = parser.Parse(Encoding.UTF8.GetString(json.WrittenSpan), Oracle.Descriptor(signal));
            Assert.Equal(Oracle.WithEmbedded(signal, message), back);
        }
    }
}
