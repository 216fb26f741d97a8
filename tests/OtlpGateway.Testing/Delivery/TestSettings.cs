// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OtlpGateway.Pipeline.Components;

namespace OtlpGateway.Testing.Delivery;

/// <summary>What a component under test is given: a clock, a meter that is read back, and shared services.</summary>
public sealed class TestSettings : IServiceProvider, IDisposable
{
    private readonly Dictionary<Type, object> _services = [];

    public TestSettings(TimeProvider? time = null, ILogger? logger = null)
    {
        Time = time ?? new FakeTime();
        Logger = logger ?? NullLogger.Instance;
        Meter = new Meter("otlp-gateway-test");
        Metrics = new MetricReader(Meter);
    }

    public TimeProvider Time { get; }

    public ILogger Logger { get; }

    public Meter Meter { get; }

    public MetricReader Metrics { get; }

    /// <summary>Registers a shared service.</summary>
    public TestSettings With<T>(T service)
        where T : class
    {
        _services[typeof(T)] = service;
        return this;
    }

    public ComponentSettings For(string type, string name = "") => new()
    {
        Id = new ComponentId(type, name),
        Logger = Logger,
        Meter = Meter,
        Time = Time,
        Services = this,
    };

    public object? GetService(Type serviceType) => _services.GetValueOrDefault(serviceType);

    public void Dispose()
    {
        Metrics.Dispose();
        Meter.Dispose();
    }
}
