// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Processors.Tests.Attributes;

public sealed class AttributesContractTests : ProcessorContract
{
    protected override IProcessor Create(TestSettings settings, Signal signal, IBatchConsumer next) =>
        AttributesRun.Create("actions: [{key: env, value: test, action: upsert}]", settings, signal, next);
}
