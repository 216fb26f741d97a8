// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Pipeline.Configuration;

/// <summary>
/// The YAML key of an options property, or the YAML value of an enum member. Without it the name in snake_case
/// (<c>MaxRecvMsgSizeMib</c> is <c>max_recv_msg_size_mib</c>).
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class ConfigKeyAttribute(string name) : Attribute
{
    public string Name { get; } = name;

    /// <summary>Older spellings: accepted with a warning that names the new one.</summary>
    public string[] Deprecated { get; init; } = [];
}

/// <summary>The value is a secret: <c>print-config</c> and every message show <c>[REDACTED]</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecretAttribute : Attribute;

/// <summary>
/// The keys of the property's class are keys of the class that has the property, as the Collector squashes one options
/// struct into another. The property has a value from the start and is not set.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SquashAttribute : Attribute;
