// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Processors.Tests.Attributes;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Processors.Tests.Resource;

public sealed class ResourceContractTests : ProcessorContract
{
    protected override IProcessor Create(TestSettings settings, Signal signal, IBatchConsumer next) =>
        AttributesRun.Create("attributes: [{key: env, value: test, action: upsert}]", settings, signal, next);
}
