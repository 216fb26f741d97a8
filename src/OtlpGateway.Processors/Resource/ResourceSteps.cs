// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Processors.AttributeActions;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Processors.Resource;

/// <summary>A <c>resource</c> section, compiled.</summary>
internal sealed class ResourceSteps(ResourceOptions options) : IRewriteSteps<ResourcePolicy>
{
    public ActionProgram Program { get; } = new(options.Attributes);

    public ResourcePolicy Begin(RewriteState state, Signal signal) => new(state.Run);
}
