// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Send.Shop;

/// <summary>What goes wrong in the shop.</summary>
internal static class ShopFailure
{
    public const string Type = "example.shop.payment.CardDeclinedException";

    public const string Message = "the card was declined: insufficient funds";

    public const string StackTrace =
        """
        example.shop.payment.CardDeclinedException: the card was declined: insufficient funds
            at example.shop.payment.ProviderClient.charge(ProviderClient.java:118)
            at example.shop.payment.PaymentService.charge(PaymentService.java:64)
            at example.shop.payment.PaymentGrpc.charge(PaymentGrpc.java:41)
            at io.grpc.stub.ServerCalls$UnaryServerCallHandler.onHalfClose(ServerCalls.java:182)
            at java.base/java.util.concurrent.ThreadPoolExecutor.runWorker(ThreadPoolExecutor.java:1144)
        """;
}
