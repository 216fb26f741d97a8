// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Pipeline.Components;

/// <summary>A component's id as the user wrote it: <c>type</c> or <c>type/name</c>. It is the label value in our metrics.</summary>
public readonly record struct ComponentId(string Type, string Name)
{
    public override string ToString() => Name.Length == 0 ? Type : $"{Type}/{Name}";
}
