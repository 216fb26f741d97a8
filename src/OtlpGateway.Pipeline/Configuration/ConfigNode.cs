// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Pipeline.Configuration;

/// <summary>One value of the configuration tree. Immutable; keeps where it was written.</summary>
public abstract class ConfigNode(ConfigMark mark, string? originalText)
{
    public ConfigMark Mark { get; } = mark;

    /// <summary>
    /// The text that a <c>${...}</c> reference stood for, when this node is such a reference as a whole. A string option
    /// takes it as it is: <c>0123</c> stays <c>0123</c> there and is 83 for a number. Null for what was written in place.
    /// </summary>
    public string? OriginalText { get; } = originalText;

    /// <summary>For messages: what was found. Not to be used for secrets.</summary>
    public abstract string Describe();
}
