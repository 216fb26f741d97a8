// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Processors.MemoryLimiter;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Processors.Tests.MemoryLimiter;

public sealed class MemoryLimiterContractTests : ProcessorContract
{
    protected override IProcessor Create(TestSettings settings, Signal signal, IBatchConsumer next)
    {
        IProcessorFactory factory = new MemoryLimiterFactory();
        var options = new MemoryLimiterOptions { CheckInterval = TimeSpan.FromSeconds(1), LimitMib = 1 << 20 };
        return factory.Create(settings.For("memory_limiter"), options, signal, next);
    }
}
