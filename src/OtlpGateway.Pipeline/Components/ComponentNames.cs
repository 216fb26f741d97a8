// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Pipeline.Components;

/// <summary>How the kinds of components are called in messages.</summary>
public static class ComponentNames
{
    public static string Of(ComponentKind kind) => kind switch
    {
        ComponentKind.Receiver => "receiver",
        ComponentKind.Processor => "processor",
        ComponentKind.Exporter => "exporter",
        ComponentKind.Connector => "connector",
        _ => "extension",
    };
}
