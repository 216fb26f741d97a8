// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using OtlpGateway.Send.Templates;
using static OtlpGateway.Wire.Otlp.Fields.TraceFields;

namespace OtlpGateway.Send.Shop;

/// <summary>The attributes of spans by the semantic conventions, and about as many as instrumentation libraries write.</summary>
internal static class SpanAttributes
{
    private const int Field = Span.Attributes;

    private static readonly string[] Agents =
    [
        "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
    ];

    public static void Write(TemplateBuilder span, PlannedSpan planned)
    {
        WriteCommon(span, planned);
        switch (planned.Shape.Role)
        {
            case SpanRole.HttpServer:
                WriteHttpServer(span, planned);
                break;
            case SpanRole.HttpClient:
                WriteHttpClient(span, planned);
                break;
            case SpanRole.RpcServer or SpanRole.RpcClient:
                WriteRpc(span, planned);
                break;
            case SpanRole.Database:
                WriteDatabase(span, planned);
                break;
            default:
                WriteMessaging(span, planned);
                break;
        }
    }

    private static void WriteCommon(TemplateBuilder span, PlannedSpan planned)
    {
        string service = planned.Shape.Service.Name;
        string type = CultureInfo.InvariantCulture.TextInfo.ToTitleCase(service);
        span.Attribute(Field, "thread.id", 20 + (planned.Customer % 16));
        span.Attribute(Field, "thread.name", $"worker-{planned.Customer % 16}");
        span.Attribute(Field, "code.function.name", $"example.shop.{service}.{type}Service.handle{planned.Shape.Role}");
        span.Attribute(Field, "code.line.number", 40 + (planned.Shape.StartMs * 3));
        span.Attribute(Field, "session.id", $"{planned.Customer:x8}-4f1c-4d9e-9b7a-{planned.Customer * 7919L:x12}");
        span.Attribute(Field, "enduser.id", $"customer-{planned.Customer}");
        span.Attribute(Field, "shop.tenant", planned.Customer % 9 == 0 ? "business" : "retail");
        span.Attribute(Field, "shop.feature_flags", "new-cart=on;fast-checkout=off;recommendations=v2");
    }

    private static void WriteHttpServer(TemplateBuilder span, PlannedSpan planned)
    {
        string[] parts = planned.Shape.Name.Split(' ');
        span.Attribute(Field, "http.request.method", parts[0]);
        span.Attribute(Field, "http.route", parts[1]);
        span.Attribute(Field, "url.scheme", "https");
        span.Attribute(Field, "url.path", parts[1]);
        span.Attribute(Field, "http.response.status_code", planned.Shape.Failed ? 502 : 200);
        span.Attribute(Field, "server.address", "www.shop.example");
        span.Attribute(Field, "server.port", 443);
        span.Attribute(Field, "client.address", Address(planned.Customer));
        span.Attribute(Field, "user_agent.original", Agents[planned.Customer % Agents.Length]);
        span.Attribute(Field, "network.protocol.version", "2");
    }

    private static void WriteHttpClient(TemplateBuilder span, PlannedSpan planned)
    {
        span.Attribute(Field, "http.request.method", planned.Shape.Name);
        span.Attribute(Field, "url.full", "https://api.payments.example/v1/charges");
        span.Attribute(Field, "server.address", "api.payments.example");
        span.Attribute(Field, "server.port", 443);
        span.Attribute(Field, "http.response.status_code", planned.Shape.Failed ? 402 : 201);
        span.Attribute(Field, "http.request.header.content-type", "application/json");
        span.Attribute(Field, "network.peer.address", Address(planned.Customer));
        span.Attribute(Field, "network.protocol.version", "1.1");
        span.Attribute(Field, "shop.payment.method", planned.Customer % 3 == 0 ? "paypal" : "card");
    }

    private static void WriteRpc(TemplateBuilder span, PlannedSpan planned)
    {
        string[] parts = planned.Shape.Name.Split('/');
        span.Attribute(Field, "rpc.system", "grpc");
        span.Attribute(Field, "rpc.service", parts[0]);
        span.Attribute(Field, "rpc.method", parts[1]);
        span.Attribute(Field, "rpc.grpc.status_code", planned.Shape.Failed ? 9 : 0);
        span.Attribute(Field, "server.address", $"{parts[0]["shop.".Length..].ToLowerInvariant()}.shop.svc.cluster.local");
        span.Attribute(Field, "server.port", 8080);
        span.Attribute(Field, "network.peer.address", $"10.42.{planned.Customer % 8}.{planned.Customer % 250}");
        span.Attribute(Field, "network.peer.port", 40000 + (planned.Customer % 9000));
        span.Attribute(Field, "network.transport", "tcp");
    }

    private static void WriteDatabase(TemplateBuilder span, PlannedSpan planned)
    {
        bool cache = planned.Shape.Service == ShopService.Cart;
        string[] parts = planned.Shape.Name.Split(' ');
        span.Attribute(Field, "db.system.name", cache ? "redis" : "postgresql");
        span.Attribute(Field, "db.namespace", "shop");
        span.Attribute(Field, "db.operation.name", parts[0]);
        span.Attribute(Field, "db.collection.name", parts[1]);
        span.Attribute(Field, "db.query.text", cache
            ? $"{parts[0]} {parts[1]}:{planned.Customer} ?"
            : $"{parts[0]} id, name, price, currency, updated_at FROM {parts[1]} WHERE tenant = $1 AND id = ANY($2) LIMIT 50");
        span.Attribute(Field, "server.address", cache ? "redis.shop.svc.cluster.local" : "postgres-primary.shop.svc.cluster.local");
        span.Attribute(Field, "server.port", cache ? 6379 : 5432);
    }

    private static void WriteMessaging(TemplateBuilder span, PlannedSpan planned)
    {
        string[] parts = planned.Shape.Name.Split(' ');
        span.Attribute(Field, "messaging.system", "kafka");
        span.Attribute(Field, "messaging.operation.name", parts[0]);
        span.Attribute(Field, "messaging.destination.name", parts[1]);
        span.Attribute(Field, "messaging.destination.partition.id", $"{planned.Customer % 12}");
        span.Attribute(Field, "messaging.kafka.message.key", $"customer-{planned.Customer}");
        span.Attribute(Field, "messaging.message.body.size", 800 + (planned.Customer % 400));
        span.Attribute(Field, "server.address", "kafka-0.kafka.shop.svc.cluster.local");
    }

    // Addresses of documentation networks.
    private static string Address(int customer) => $"203.0.113.{customer % 254}";
}
