// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Processors.Tests.Attributes;

/// <summary>The same for batches in which nothing is changed.</summary>
public sealed class UnchangedContractTests : ProcessorContract
{
    protected override IProcessor Create(TestSettings settings, Signal signal, IBatchConsumer next) =>
        AttributesRun.Create("actions: [{key: env, action: delete}]", settings, signal, next);
}
