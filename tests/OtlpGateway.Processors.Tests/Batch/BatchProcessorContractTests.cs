// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Processors.Batch;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Processors.Tests.Batch;

public sealed class BatchProcessorContractTests : ProcessorContract
{
    protected override IProcessor Create(TestSettings settings, Signal signal, IBatchConsumer next)
    {
        IProcessorFactory factory = new BatchProcessorFactory();
        return factory.Create(settings.For("batch"), new BatchOptions(), signal, next);
    }
}
