// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Processors.AttributeActions;
using OtlpGateway.Processors.Matching;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Processors.Attributes;

/// <summary>An <c>attributes</c> section, compiled.</summary>
internal sealed class AttributesSteps(AttributesOptions options) : IRewriteSteps<ItemPolicy>
{
    public ActionProgram Program { get; } = new(options.Actions);

    public ItemFilter? Include { get; } = options.Include is null ? null : new ItemFilter(options.Include);

    public ItemFilter? Exclude { get; } = options.Exclude is null ? null : new ItemFilter(options.Exclude);

    public ItemPolicy Begin(RewriteState state, Signal signal) => new(this, state, signal);
}
