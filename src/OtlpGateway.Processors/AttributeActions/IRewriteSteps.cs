// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Otlp.Rewriting;

namespace OtlpGateway.Processors.AttributeActions;

/// <summary>Makes the policy of one batch. Immutable; shared by all threads.</summary>
internal interface IRewriteSteps<TPolicy>
    where TPolicy : struct, IAttributePolicy
{
    ActionProgram Program { get; }

    /// <param name="state">The policy's until the batch is rewritten.</param>
    /// <param name="signal">The batch's.</param>
    TPolicy Begin(RewriteState state, Signal signal);
}
