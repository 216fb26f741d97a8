// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using Google.Protobuf;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Trace.V1;
using static OpenTelemetry.Proto.Trace.V1.Span.Types;
using static OtlpGateway.Testing.Otlp.SampleParts;

namespace OtlpGateway.Testing.Otlp;

/// <summary>Traces as a web service sends them: spans of about 700 bytes with the usual HTTP and database attributes.</summary>
public static class SampleTraces
{
    public static ExportTraceServiceRequest Make(int spans, int seed = 1)
    {
        var random = new Random(seed);
        var scope = new ScopeSpans { Scope = new InstrumentationScope { Name = "io.opentelemetry.http", Version = "2.11.0" } };
        for (int index = 0; index < spans; index++)
        {
            scope.Spans.Add(NextSpan(random, index));
        }

        return new ExportTraceServiceRequest
        {
            ResourceSpans = { new ResourceSpans { Resource = Service(), ScopeSpans = { scope }, SchemaUrl = "https://opentelemetry.io/schemas/1.30.0" } },
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
}
