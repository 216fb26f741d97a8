// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Send.Shop;

/// <summary>One span of a scenario.</summary>
/// <param name="Service">Who does it.</param>
/// <param name="Role">What it is.</param>
/// <param name="Name">The span's name.</param>
/// <param name="Parent">Position of its parent in the scenario, always before its own; -1 for the root.</param>
/// <param name="StartMs">When it starts, in milliseconds after the root.</param>
/// <param name="EndMs">When it ends.</param>
/// <param name="Failed">Whether it ends in an error.</param>
internal sealed record ScenarioSpan(
    ShopService Service,
    SpanRole Role,
    string Name,
    int Parent,
    int StartMs,
    int EndMs,
    bool Failed = false);
