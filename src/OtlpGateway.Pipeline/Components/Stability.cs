// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Pipeline.Components;

/// <summary>How much a component may still change, as <c>otlp-gateway components</c> lists it.</summary>
public enum Stability
{
    Development,
    Alpha,
    Beta,
    Stable,
}
