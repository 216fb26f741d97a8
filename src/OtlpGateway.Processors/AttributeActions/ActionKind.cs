// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.AttributeActions;

/// <summary>What an action does; the names are those of the configuration.</summary>
internal enum ActionKind
{
    Insert,
    Update,
    Upsert,
    Delete,
    Hash,
    Extract,
    Convert,
}
