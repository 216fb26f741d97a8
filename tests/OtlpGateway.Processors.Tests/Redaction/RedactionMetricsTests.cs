// SPDX-License-Identifier: Apache-2.0

using Google.Protobuf;
using OpenTelemetry.Proto.Trace.V1;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Wire.Buffers;
using OtlpGateway.Wire.Otlp;
using Xunit;
using static OtlpGateway.Processors.Tests.Redaction.RedactionTesting;

namespace OtlpGateway.Processors.Tests.Redaction;

/// <summary>What was redacted is counted by what found it; what was dropped is counted in any case.</summary>
public sealed class RedactionMetricsTests
{
    [Fact]
    public async Task Process_Changes_AreCounted()
    {
        using TestSettings settings = new();
        IProcessor processor = Create(
            "{allowed_keys: [a, b, pass, db.system, q], blocked_values: [secret], blocked_key_patterns: [pass], detectors: {card: , email: {action: drop_item}}, db_sanitizer: {sql: {enabled: true, attributes: [q]}}}",
            settings,
            Signal.Traces,
            new ScriptedConsumer());
        byte[] request = Request(
            new Span { Attributes = { Attribute(("a", "4111111111111111 and 5500-0000-0000-0004")), Attribute(("b", "secret")), Attribute(("pass", "x")), Attribute(("gone", "x")) } },
            new Span { Attributes = { Attribute(("a", "john@example.com")) } },
            new Span { Name = "jane@example.com" },
            new Span
            {
                Attributes = { Attribute(("db.system", "mysql")), Attribute(("q", "SELECT 5")) },
                Events = { new Span.Types.Event { Name = "joe@example.com" } },
            }).ToByteArray();
        using TelemetryBatch batch = TelemetryBatch.Create(Signal.Traces, PooledBuffer.CopyOf(request), 4, ClientContext.None);
        await processor.ConsumeAsync(batch, TestContext.Current.CancellationToken);

        double Matches(string detector) => settings.Metrics.Sum("otelcol_processor_redaction_matches", $"detector={detector}");
        Assert.Equal((2d, 3d, 0d), (Matches("card"), Matches("email"), Matches("ipv4")));
        Assert.Equal((1d, 1d, 1d), (Matches("blocked_values"), Matches("blocked_key_patterns"), Matches("sanitizers")));
        Assert.Equal(1, settings.Metrics.Sum("otelcol_processor_redaction_deleted_attributes"));
        Assert.Equal(2, settings.Metrics.Sum("otelcol_processor_redaction_dropped_items", "reason=redacted"));
        Assert.Equal(1, settings.Metrics.Sum("otelcol_processor_redaction_dropped_parts", "reason=redacted"));
    }
}
