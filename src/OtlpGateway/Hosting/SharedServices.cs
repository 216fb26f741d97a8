// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OtlpGateway.ClickHouse.Embedded;
using OtlpGateway.Hosting.Memory;
using OtlpGateway.Log;
using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Kafka;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Pipeline.Health;
using OtlpGateway.Telemetry;

namespace OtlpGateway.Hosting;

/// <summary>What components share. Lives as long as the process: reloads keep open logs, stores and admitted memory.</summary>
internal sealed class SharedServices : IAsyncDisposable
{
    private const long SmallestBudget = 64L << 20;
    private const long LargestBudget = 2L << 30;

    private readonly ILoggerFactory _loggers;
    private readonly TimeProvider _time;
    private readonly MemoryBudget _budget;
    private readonly Meter _meter = new(GatewayMeter.Name);
    private readonly EmbeddedLogs _logs;
    private readonly LogClients _logClients;
    private readonly ChdbEngines _engines;
    private readonly IdleMemory _idleMemory;
    private readonly StopAtStep? _stopAtStep = StopAtStep.FromEnvironment();

    public SharedServices(ILoggerFactory loggers, TimeProvider time)
    {
        _loggers = loggers;
        _time = time;
        _ = new ProcessMetrics(_meter, time);
        _idleMemory = new IdleMemory(new RuntimeHeap(), time);

        // A quarter of what the machine or container has: the engine, the page cache and buffers behind need the rest.
        long available = AvailableMemory.Read();
        _budget = new MemoryBudget(Math.Clamp(available / 4, SmallestBudget, LargestBudget));
        _logs = new EmbeddedLogs(time, _meter, loggers.CreateLogger("log"));
        _logClients = new LogClients(_logs, new KafkaLogs(time, _meter, loggers.CreateLogger("kafka")));
        _engines = new ChdbEngines(loggers);
    }

    /// <summary>What components show beside the gateway's own metrics.</summary>
    public StatusPages Pages { get; } = new();

    /// <summary>The services of one run of a graph: what is shared, and the graph's own meter and health.</summary>
    public RunServices CreateRun(DeadLetterOptions deadLetters)
    {
        Meter meter = new(GatewayMeter.Name);
        HealthBoard health = new(_time);
        ServiceCollection services = new();
        services.AddSingleton(_loggers);
        services.AddSingleton(_time);
        services.AddSingleton(_budget);
        services.AddSingleton<ILogClients>(_logClients);
        services.AddSingleton(_engines);
        services.AddSingleton(meter);
        services.AddSingleton(health);
        services.AddSingleton(Pages);
        if (_stopAtStep is not null)
        {
            services.AddSingleton<IDeliverySteps>(_stopAtStep);
        }

        DeadLetterStore? letters = deadLetters.Directory.Length == 0 ? null : new DeadLetterStore(_logClients, deadLetters);
        if (letters is not null)
        {
            services.AddSingleton<IDeadLetters>(letters);
        }

        return new RunServices(services.BuildServiceProvider(), meter, health, letters);
    }

    /// <summary>Closes what is still open; by then no component runs.</summary>
    public async ValueTask DisposeAsync()
    {
        _idleMemory.Dispose();
        await _engines.DisposeAsync();
        await _logs.DisposeAsync();
        _meter.Dispose();
    }
}
