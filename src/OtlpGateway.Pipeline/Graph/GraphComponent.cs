// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Components;

namespace OtlpGateway.Pipeline.Graph;

/// <summary>An instance in a graph, with the name that messages call it by.</summary>
internal sealed record GraphComponent(ComponentKind Kind, string Name, IComponent Component);
