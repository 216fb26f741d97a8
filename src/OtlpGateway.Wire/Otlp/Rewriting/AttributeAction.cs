// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Wire.Otlp.Rewriting;

/// <summary>What becomes of one attribute.</summary>
public enum AttributeAction : byte
{
    Keep,
    Drop,

    /// <summary>The key stays; the policy writes the body of the new AnyValue.</summary>
    ReplaceValue,

    /// <summary>The policy writes the body of the new KeyValue. Not for a log body, which has no key.</summary>
    Replace,
}
