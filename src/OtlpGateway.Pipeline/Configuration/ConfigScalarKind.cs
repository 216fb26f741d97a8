// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Pipeline.Configuration;

/// <summary>The YAML type of a scalar. A quoted scalar is always a string.</summary>
public enum ConfigScalarKind
{
    String,
    Integer,
    Float,
    Boolean,
}
