// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging.Abstractions;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Pipeline.Graph;
using OtlpGateway.Testing.Delivery;

namespace OtlpGateway.Pipeline.Tests.Graph;

/// <summary>Reads a configuration text and builds its graph of test components.</summary>
internal sealed class TestGraph : IDisposable
{
    public TestSettings Settings { get; } = new();

    public TestComponents Components { get; } = new();

    public ConfigDiagnostics Diagnostics { get; } = new();

    public GatewayConfig Read(string yaml)
    {
        ConfigInput input = new() { Sources = [$"yaml:{yaml}"], Environment = _ => null };
        return GatewayConfigReader.Read(ConfigLoader.Load(input, Diagnostics), Components.Registry(), typeof(TestOptions), Diagnostics);
    }

    public GatewayGraph Build(string yaml)
    {
        GatewayConfig config = Read(yaml);
        if (Diagnostics.HasErrors)
        {
            throw new InvalidOperationException(string.Join('\n', Diagnostics.Errors));
        }

        GraphSettings settings = new()
        {
            Loggers = NullLoggerFactory.Instance,
            Meter = Settings.Meter,
            Time = Settings.Time,
            Services = Settings,
        };
        return GraphBuilder.Build(config, settings, Diagnostics);
    }

    public void Dispose() => Settings.Dispose();
}
