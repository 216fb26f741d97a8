// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Send.Shop;

/// <summary>A span at its place in a request: what is the same in every request made of the template.</summary>
/// <param name="Shape">The span of the scenario.</param>
/// <param name="Index">Its place in the request, and so its counter's distance from the request's first.</param>
/// <param name="Root">The place of its trace's root.</param>
/// <param name="Parent">The place of its parent; -1 for a root.</param>
/// <param name="TraceBegan">How long before the sending its trace began.</param>
/// <param name="Customer">A number that picks customer, product, hosts and the like.</param>
internal sealed record PlannedSpan(ScenarioSpan Shape, int Index, int Root, int Parent, TimeSpan TraceBegan, int Customer);
