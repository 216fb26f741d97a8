// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Processors.Cardinality.Shapes;

namespace OtlpGateway.Processors.Cardinality.Decisions;

/// <summary>Everything that outlives the process.</summary>
/// <param name="Seed">Of all hashes in it.</param>
/// <param name="Labels">Those about which something was decided or learned.</param>
internal sealed record StoredDecisions(ulong Seed, IReadOnlyList<StoredLabel> Labels);

/// <param name="Id">The hash of metric and key.</param>
/// <param name="Metric">For people; long ones are cut.</param>
/// <param name="Key">The label's key.</param>
/// <param name="Evidence">What was found.</param>
/// <param name="Returns">How often a statistical decision was taken back.</param>
/// <param name="Admitted">Hashes of the values that keep their place under a limit.</param>
/// <param name="Places">Learned places: for each the hashes of the names on the way to it.</param>
internal sealed record StoredLabel(
    ulong Id,
    string Metric,
    string Key,
    LabelAction Action,
    DecisionRule Rule,
    ValueShape Shape,
    DateTimeOffset Since,
    string Evidence,
    int Returns,
    IReadOnlyList<ulong> Admitted,
    IReadOnlyList<ulong[]> Places);
