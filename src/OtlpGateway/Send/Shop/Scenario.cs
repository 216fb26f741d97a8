// SPDX-License-Identifier: Apache-2.0

using static OtlpGateway.Send.Shop.ShopService;
using static OtlpGateway.Send.Shop.SpanRole;

namespace OtlpGateway.Send.Shop;

/// <summary>Something that a customer does, as the spans that the services make of it; parents come before children.</summary>
/// <param name="Weight">How often it happens, of a hundred.</param>
/// <param name="Spans">Its spans.</param>
internal sealed record Scenario(int Weight, IReadOnlyList<ScenarioSpan> Spans)
{
    public static readonly IReadOnlyList<Scenario> All =
    [
        new(48,
        [
            new(Frontend, HttpServer, "GET /products", -1, 0, 48),
            new(Frontend, RpcClient, "shop.Catalog/ListProducts", 0, 2, 30),
            new(Catalog, RpcServer, "shop.Catalog/ListProducts", 1, 4, 28),
            new(Catalog, Database, "SELECT shop.products", 2, 6, 20),
            new(Frontend, RpcClient, "shop.Recommendations/ForCustomer", 0, 31, 45),
            new(Recommendations, RpcServer, "shop.Recommendations/ForCustomer", 4, 33, 44),
            new(Recommendations, Database, "SELECT shop.also_bought", 5, 35, 42),
        ]),
        new(25,
        [
            new(Frontend, HttpServer, "POST /cart", -1, 0, 25),
            new(Frontend, RpcClient, "shop.Cart/AddItem", 0, 1, 23),
            new(Cart, RpcServer, "shop.Cart/AddItem", 1, 2, 22),
            new(Cart, RpcClient, "shop.Catalog/GetProduct", 2, 3, 12),
            new(Catalog, RpcServer, "shop.Catalog/GetProduct", 3, 4, 11),
            new(Cart, Database, "HSET cart", 2, 13, 20),
        ]),
        new(14,
        [
            new(Frontend, HttpServer, "POST /checkout", -1, 0, 320),
            new(Frontend, RpcClient, "shop.Checkout/PlaceOrder", 0, 2, 316),
            new(Checkout, RpcServer, "shop.Checkout/PlaceOrder", 1, 4, 314),
            new(Checkout, RpcClient, "shop.Cart/GetCart", 2, 6, 20),
            new(Cart, RpcServer, "shop.Cart/GetCart", 3, 7, 19),
            new(Cart, Database, "HGETALL cart", 4, 8, 17),
            new(Checkout, RpcClient, "shop.Accounts/GetCustomer", 2, 21, 40),
            new(Accounts, RpcServer, "shop.Accounts/GetCustomer", 6, 22, 39),
            new(Accounts, Database, "SELECT shop.customers", 7, 24, 37),
            new(Checkout, RpcClient, "shop.Payment/Charge", 2, 41, 260),
            new(Payment, RpcServer, "shop.Payment/Charge", 9, 43, 258),
            new(Payment, SpanRole.HttpClient, "POST", 10, 45, 255),
            new(Checkout, RpcClient, "shop.Shipping/CreateShipment", 2, 261, 300),
            new(Shipping, RpcServer, "shop.Shipping/CreateShipment", 12, 263, 298),
            new(Shipping, Database, "INSERT shop.shipments", 13, 266, 295),
            new(Checkout, Producer, "publish orders", 2, 301, 310),
            new(Recommendations, Consumer, "process orders", 15, 312, 319),
        ]),
        new(5,
        [
            new(Frontend, HttpServer, "POST /checkout", -1, 0, 190, Failed: true),
            new(Frontend, RpcClient, "shop.Checkout/PlaceOrder", 0, 2, 187, Failed: true),
            new(Checkout, RpcServer, "shop.Checkout/PlaceOrder", 1, 4, 185, Failed: true),
            new(Checkout, RpcClient, "shop.Payment/Charge", 2, 8, 180, Failed: true),
            new(Payment, RpcServer, "shop.Payment/Charge", 3, 10, 178, Failed: true),
            new(Payment, SpanRole.HttpClient, "POST", 4, 12, 175, Failed: true),
        ]),
        new(8,
        [
            new(Frontend, HttpServer, "POST /session", -1, 0, 60),
            new(Frontend, RpcClient, "shop.Accounts/SignIn", 0, 2, 57),
            new(Accounts, RpcServer, "shop.Accounts/SignIn", 1, 4, 55),
            new(Accounts, Database, "SELECT shop.credentials", 2, 6, 20),
        ]),
    ];
}
