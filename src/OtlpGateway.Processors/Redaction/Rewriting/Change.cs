// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.Redaction.Rewriting;

/// <summary>What a summary tells apart: the slots of its tally, those of log bodies behind the others.</summary>
internal enum Change
{
    Redacted,
    Masked,
    Allowed,
    Ignored,
    Kinds,
}
