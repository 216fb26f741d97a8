// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using Google.Protobuf;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Resource.V1;
using OpenTelemetry.Proto.Trace.V1;
using static OpenTelemetry.Proto.Trace.V1.Span.Types;

namespace OtlpGateway.Testing.Otlp;

/// <summary>Traces as a web service sends them: spans of about 700 bytes with the usual HTTP and database attributes.</summary>
public static class SampleTraces
{
    // 2026-01-01 in nanoseconds.
    private const ulong Start = 1_767_225_600_000_000_000;

    public static ExportTraceServiceRequest Make(int spans, int seed = 1)
    {
        var random = new Random(seed);
        var scope = new ScopeSpans { Scope = new InstrumentationScope { Name = "io.opentelemetry.http", Version = "2.11.0" } };
        for (int index = 0; index < spans; index++)
        {
            scope.Spans.Add(NextSpan(random, index));
        }

        var resource = new Resource();
        resource.Attributes.Add(Text("service.name", "checkout"));
        resource.Attributes.Add(Text("service.version", "3.4.1"));
        resource.Attributes.Add(Text("host.name", "node-17.eu-west-1.example.com"));
        resource.Attributes.Add(Text("telemetry.sdk.language", "java"));
        return new ExportTraceServiceRequest
        {
            ResourceSpans = { new ResourceSpans { Resource = resource, ScopeSpans = { scope }, SchemaUrl = "https://opentelemetry.io/schemas/1.30.0" } },
        };
    }

    private static Span NextSpan(Random random, int index)
    {
        ulong start = Start + ((ulong)index * 1_000_000);
        var span = new Span
        {
            TraceId = Id(random, 16),
            SpanId = Id(random, 8),
            ParentSpanId = index % 4 == 0 ? ByteString.Empty : Id(random, 8),
            Name = "GET /api/v1/orders/{id}",
            Kind = index % 4 == 0 ? SpanKind.Server : SpanKind.Client,
            StartTimeUnixNano = start,
            EndTimeUnixNano = start + (ulong)random.Next(1, 500_000_000),
            Flags = 0x101,
            Status = new Status { Code = index % 50 == 0 ? Status.Types.StatusCode.Error : Status.Types.StatusCode.Unset },
        };
        span.Attributes.Add(Text("http.request.method", "GET"));
        span.Attributes.Add(Text("url.scheme", "https"));
        span.Attributes.Add(Text("url.path", "/api/v1/orders/" + random.Next(1_000_000).ToString(CultureInfo.InvariantCulture)));
        span.Attributes.Add(Text("http.route", "/api/v1/orders/{id}"));
        span.Attributes.Add(Whole("http.response.status_code", index % 50 == 0 ? 500 : 200));
        span.Attributes.Add(Text("server.address", "checkout.shop.svc.cluster.local"));
        span.Attributes.Add(Whole("server.port", 8443));
        span.Attributes.Add(Text("client.address", $"10.{random.Next(256)}.{random.Next(256)}.{random.Next(256)}"));
        span.Attributes.Add(Text("user_agent.original", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36"));
        span.Attributes.Add(Text("enduser.id", "customer" + random.Next(100_000).ToString(CultureInfo.InvariantCulture) + "@example.com"));
        span.Attributes.Add(Text("network.protocol.version", "1.1"));
        span.Attributes.Add(Text("session.id", Convert.ToHexStringLower(Id(random, 16).Span)));
        span.Attributes.Add(Text("k8s.pod.name", "checkout-7d9c6b5f4-x2x9q"));
        span.Attributes.Add(Text("thread.name", "http-nio-8443-exec-" + random.Next(64).ToString(CultureInfo.InvariantCulture)));
        span.Attributes.Add(Whole("thread.id", random.Next(1000)));
        span.Attributes.Add(new KeyValue { Key = "app.cart.total", Value = new AnyValue { DoubleValue = random.NextDouble() * 500 } });
        span.Attributes.Add(new KeyValue { Key = "app.returning", Value = new AnyValue { BoolValue = index % 2 == 0 } });
        return span;
    }

    private static ByteString Id(Random random, int length)
    {
        byte[] id = new byte[length];
        random.NextBytes(id);
        id[0] |= 1;
        return ByteString.CopyFrom(id);
    }

    private static KeyValue Text(string key, string value) => new() { Key = key, Value = new AnyValue { StringValue = value } };

    private static KeyValue Whole(string key, long value) => new() { Key = key, Value = new AnyValue { IntValue = value } };
}
