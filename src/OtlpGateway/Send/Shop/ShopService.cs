// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Send.Templates;
using OtlpGateway.Wire.Otlp.Fields;

namespace OtlpGateway.Send.Shop;

/// <summary>One of the shop's services, as its resource attributes describe it.</summary>
internal sealed record ShopService(string Name, string Version, string Language)
{
    public static readonly ShopService Frontend = new("frontend", "4.12.0", "nodejs");
    public static readonly ShopService Cart = new("cart", "2.3.1", "dotnet");
    public static readonly ShopService Checkout = new("checkout", "3.0.7", "go");
    public static readonly ShopService Payment = new("payment", "1.9.4", "java");
    public static readonly ShopService Catalog = new("catalog", "5.1.0", "go");
    public static readonly ShopService Shipping = new("shipping", "1.2.2", "rust");
    public static readonly ShopService Accounts = new("accounts", "2.0.0", "java");
    public static readonly ShopService Recommendations = new("recommendations", "0.8.5", "python");

    public static readonly IReadOnlyList<ShopService> All =
        [Frontend, Cart, Checkout, Payment, Catalog, Shipping, Accounts, Recommendations];

    /// <summary>Writes the Resource message.</summary>
    /// <param name="resource">The message.</param>
    /// <param name="instance">Which instance of the service this is; its streams of metrics are its own.</param>
    public void WriteResource(TemplateBuilder resource, string instance)
    {
        const int Attributes = ResourceFields.Resource.Attributes;
        resource.Attribute(Attributes, "service.name", Name);
        resource.Attribute(Attributes, "service.namespace", "shop");
        resource.Attribute(Attributes, "service.version", Version);
        resource.Attribute(Attributes, "service.instance.id", instance);
        resource.Attribute(Attributes, "deployment.environment.name", "production");
        resource.Attribute(Attributes, "host.name", $"node-{Name.Length % 4}.shop.example");
        resource.Attribute(Attributes, "k8s.pod.name", $"{Name}-7c9d8f6b5-{instance[^5..]}");
        resource.Attribute(Attributes, "telemetry.sdk.language", Language);
        resource.Attribute(Attributes, "telemetry.sdk.name", "opentelemetry");
    }

    /// <summary>Writes the InstrumentationScope message.</summary>
    public void WriteScope(TemplateBuilder scope)
    {
        scope.Text(CommonFields.InstrumentationScope.Name, $"shop.{Name}");
        scope.Text(CommonFields.InstrumentationScope.Version, Version);
    }
}
