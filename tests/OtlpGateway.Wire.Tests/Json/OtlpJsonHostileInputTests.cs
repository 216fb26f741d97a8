// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using System.Globalization;
using System.Text;
using Google.Protobuf;
using OtlpGateway.Wire.Json;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Protobuf;
using Xunit;
using static OtlpGateway.Wire.Tests.Json.Documents;

namespace OtlpGateway.Wire.Tests.Json;

/// <summary>Truncation, mutation, nesting: no input may do more than be refused.</summary>
public sealed class OtlpJsonHostileInputTests
{
    private const int Mutations = 10_000;

    private static readonly Signal[] Signals = [Signal.Traces, Signal.Metrics, Signal.Logs, Signal.Profiles];

    [Theory]
    [InlineData(Signal.Traces)]
    [InlineData(Signal.Metrics)]
    [InlineData(Signal.Logs)]
    [InlineData(Signal.Profiles)]
    public void Transcode_EveryTruncation_IsRefused(Signal signal)
    {
        byte[] json = RandomDocument(signal, seed: 3);
        Assert.True(Transcode(json, signal).IsSuccess);
        for (int length = 0; length < json.Length; length++)
        {
            JsonResult result = Transcode(json.AsSpan(0, length), signal);
            Assert.Contains(result.Fault, (JsonFault[])[JsonFault.Empty, JsonFault.Syntax, JsonFault.InvalidUtf8, JsonFault.TooDeep]);
        }
    }

    [Theory]
    [InlineData("[", 100_000)]
    [InlineData("{\"a\":", 100_000)]
    [InlineData("[{\"a\":", 5_000_000)]
    public void Transcode_NestingBombInAnUnknownKey_IsRefused(string unit, int depth)
    {
        byte[] json = Encoding.UTF8.GetBytes("{\"x\":" + new StringBuilder().Insert(0, unit, depth));
        Assert.Equal(JsonFault.TooDeep, Transcode(json).Fault);
    }

    [Theory]
    [InlineData("""{"kvlistValue":{"values":[{"key":"k","value":""", "}]}}", 100, JsonFault.None)]
    [InlineData("""{"arrayValue":{"values":[""", "]}}", 100, JsonFault.None)]
    [InlineData("""{"kvlistValue":{"values":[{"key":"k","value":""", "}]}}", 110, JsonFault.TooDeep)]
    [InlineData("""{"arrayValue":{"values":[""", "]}}", 100_000, JsonFault.TooDeep)]
    public void Transcode_NestedValues_AreBounded(string open, string close, int depth, JsonFault expected)
    {
        string value = new StringBuilder().Insert(0, open, depth) + "{\"boolValue\":true}" + new StringBuilder().Insert(0, close, depth);
        Assert.Equal(expected, Transcode(Value(value)).Fault);
    }

    [Fact]
    public void Write_NestedBeyondTheLimit_IsRefused()
    {
        byte[] value = [];
        for (int i = 0; i <= OtlpJsonWriter.MaxDepth; i++)
        {
            using ProtobufWriter wire = new();
            wire.WriteBytesField(i % 2 == 0 ? 5 : 1, value);
            value = wire.WrittenSpan.ToArray();
        }

        using ProtobufWriter request = new();
        int[] open = [request.BeginMessage(1), request.BeginMessage(1), request.BeginMessage(1)];
        request.WriteBytesField(2, value);
        Array.ForEach(open.Reverse().ToArray(), request.EndMessage);
        using ProtobufWriter json = new();
        Assert.Equal(WireFault.TooDeep, OtlpJsonWriter.Write(Signal.Traces, request.WrittenSpan, json));
    }

    [Fact]
    public void Transcode_MutatedDocuments_IsRefusedOrParsesEqual()
    {
        int seed = Environment.GetEnvironmentVariable("FUZZ_SEED") is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : 20261120;
        double seconds = double.Parse(Environment.GetEnvironmentVariable("FUZZ_SECONDS") ?? "0", CultureInfo.InvariantCulture);
        Random random = new(seed);
        List<(Signal Signal, byte[] Json)> corpus = [.. Signals.SelectMany(s => Enumerable.Range(0, 4).Select(i => (s, RandomDocument(s, seed + i))))];
        int accepted = 0;
        Stopwatch clock = Stopwatch.StartNew();
        for (int i = 0; i < Mutations || clock.Elapsed.TotalSeconds < seconds; i++)
        {
            (Signal signal, byte[] original) = corpus[random.Next(corpus.Count)];
            byte[] mutated = Mutate(original, random);
            try
            {
                accepted += Check(signal, mutated) ? 1 : 0;
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}, round {i}, {signal}: {e.Message}\n{Convert.ToBase64String(mutated)}");
            }
        }

        Assert.True(accepted > 100, $"only {accepted} mutants were accepted: the mutations are too coarse to find anything");
    }

    /// <summary>Whatever is accepted is protobuf to the generated parser, and comes back the same through our writer.</summary>
    private static bool Check(Signal signal, byte[] json)
    {
        using ProtobufWriter wire = new();
        if (!OtlpJsonReader.Transcode(signal, json, wire).IsSuccess)
        {
            Assert.Equal(0, wire.Length);
            return false;
        }

        Assert.Contains(OtlpEdge.Check(signal, wire.WrittenSpan, EdgeLimits.Default).Fault, (WireFault[])[WireFault.None, WireFault.TooDeep]);
        IMessage message = Oracle.Parse(signal, wire.WrittenSpan);
        using ProtobufWriter written = new();
        Assert.Equal(WireFault.None, OtlpJsonWriter.Write(signal, wire.WrittenSpan, written));
        byte[] first = written.WrittenSpan.ToArray();
        written.Clear();
        Assert.Equal(WireFault.None, OtlpJsonWriter.Write(signal, message.ToByteArray(), written));
        Assert.Equal(Encoding.UTF8.GetString(written.WrittenSpan), Encoding.UTF8.GetString(first));
        return true;
    }

    private static byte[] RandomDocument(Signal signal, int seed)
    {
        RandomMessages random = new(seed);
        using ProtobufWriter json = new();
        while (json.Length < 2000)
        {
            json.Clear();
            Assert.Equal(WireFault.None, OtlpJsonWriter.Write(signal, random.Next(Oracle.Descriptor(signal)).ToByteArray(), json));
        }

        return json.WrittenSpan.ToArray();
    }

    private static byte[] Mutate(byte[] original, Random random)
    {
        ReadOnlySpan<byte> interesting = "{}[]\",:\\u0d8enull123.-+tf \0\xff"u8;
        List<byte> bytes = [.. original];
        for (int changes = random.Next(1, 4); changes > 0 && bytes.Count > 0; changes--)
        {
            int at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] = interesting[random.Next(interesting.Length)];
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at));
                    break;
                case 3:
                    bytes.Insert(at, interesting[random.Next(interesting.Length)]);
                    break;
                default:
                    int from = random.Next(original.Length);
                    bytes.InsertRange(at, original[from..Math.Min(original.Length, from + random.Next(1, 60))]);
                    break;
            }
        }

        return [.. bytes];
    }
}
