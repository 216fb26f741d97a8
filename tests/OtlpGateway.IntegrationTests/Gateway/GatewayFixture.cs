// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.IntegrationTests.Gateway;

[assembly: AssemblyFixture(typeof(GatewayFixture))]
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace OtlpGateway.IntegrationTests.Gateway;

/// <summary>One gateway for all tests that neither stop it nor count everything in it.</summary>
public sealed class GatewayFixture : IAsyncLifetime
{
    private GatewayProcess? _gateway;

    internal GatewayProcess Gateway => _gateway ?? throw new InvalidOperationException("The gateway was not started.");

    public async ValueTask InitializeAsync() => _gateway = await GatewayProcess.StartAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }
    }
}
