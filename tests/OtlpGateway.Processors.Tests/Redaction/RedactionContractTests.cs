// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Processors.Tests.Redaction;

/// <summary>A processor that changes every batch: all attributes go.</summary>
public sealed class RedactionContractTests : ProcessorContract
{
    protected override IProcessor Create(TestSettings settings, Signal signal, IBatchConsumer next) =>
        RedactionTesting.Create("{allowed_keys: [none], blocked_values: ['.'], summary: debug}", settings, signal, next);
}
