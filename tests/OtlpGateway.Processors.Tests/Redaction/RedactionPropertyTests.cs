// SPDX-License-Identifier: Apache-2.0

using System.Text;
using Google.Protobuf;
using OtlpGateway.Detection;
using OtlpGateway.Detection.Scan;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Testing.Otlp;
using OtlpGateway.Wire.Buffers;
using OtlpGateway.Wire.Otlp;
using Xunit;

namespace OtlpGateway.Processors.Tests.Redaction;

/// <summary>Random requests of every shape that the schema allows, with something personal in every text of them.</summary>
public sealed class RedactionPropertyTests
{
    private const string AllDetectors = "{private_key: , cloud_key: , jwt: , email: , uuid: , ipv6: , ipv4: , card: , phone: , long_digits: }";
    private const string Address = "john@mail.example";

    private static readonly Signal[] Signals = [Signal.Traces, Signal.Metrics, Signal.Logs];

    [Fact]
    public void Process_RandomRequests_NothingIsDetectedInWhatComesOut()
    {
        var random = new RandomOtlp(91);
        using TestSettings settings = new();
        int changed = 0;
        for (int round = 0; round < 40; round++)
        {
            foreach (Signal signal in Signals)
            {
                byte[] request = Texts.Append(signal, random.Request(signal), $" {Address}");
                byte[]? redacted = Process($"{{allow_all_keys: true, redact_all_types: true, detectors: {AllDetectors}}}", settings, signal, request);
                changed += redacted is null ? 0 : 1;
                byte[] result = redacted ?? request;

                Assert.DoesNotContain(Texts.Of(signal, result), Detects);
                Assert.True(Texts.Of(signal, result).Count() >= Texts.Of(signal, request).Count(), "a text went");
                Assert.Null(Process($"{{allow_all_keys: true, redact_all_types: true, detectors: {AllDetectors}}}", settings, signal, result));
            }
        }

        Assert.True(changed > 60, $"{changed} requests changed");
    }

    [Fact]
    public void Process_RandomRequestsWithoutAnything_PassAsTheyAre()
    {
        var random = new RandomOtlp(92);
        using TestSettings settings = new();
        foreach (Signal signal in Signals)
        {
            byte[] request = Texts.Replace(signal, random.Request(signal), _ => "plain");
            Assert.Null(Process($"{{allow_all_keys: true, detectors: {AllDetectors}}}", settings, signal, request));
        }
    }

    private static bool Detects(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        return new DetectionScan(utf8, Detectors.All).MoveNext();
    }

    /// <summary>What came out behind a processor; null when it was the batch itself.</summary>
    private static byte[]? Process(string yaml, TestSettings settings, Signal signal, byte[] request)
    {
        var next = new ScriptedConsumer();
        IProcessor processor = RedactionTesting.Create(yaml, settings, signal, next);
        using TelemetryBatch batch = TelemetryBatch.Create(signal, PooledBuffer.CopyOf(request), 1, ClientContext.None);
        ValueTask<Outcome> answer = processor.ConsumeAsync(batch, TestContext.Current.CancellationToken);
        Assert.True(answer.IsCompletedSuccessfully && answer.Result.IsSuccess);
        byte[] bytes = [.. next.Deliveries.Single().Bytes];
        return bytes.AsSpan().SequenceEqual(request) ? null : bytes;
    }
}
