// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.Redaction.Options;

/// <summary>What becomes of what a detector finds.</summary>
public enum DetectorAction
{
    /// <summary>The match becomes <c>****</c>.</summary>
    Mask,

    /// <summary>The match becomes its hash, after <c>hash_function</c>.</summary>
    Hash,

    /// <summary>The attribute, entry of a map or element of an array goes; a text that is none of these is masked.</summary>
    DropAttribute,

    /// <summary>
    /// The span, event, link, log record, data point or exemplar goes, and is counted. On a resource, scope or metric, which
    /// are no items, as <see cref="DropAttribute"/>.
    /// </summary>
    DropItem,
}
