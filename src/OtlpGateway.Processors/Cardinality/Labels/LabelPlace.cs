// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.Cardinality.Labels;

/// <summary>One place among the attributes of a metric's points, and the label that stood there last.</summary>
internal struct LabelPlace
{
    public Label? Label { get; private set; }

    /// <summary>How often the label came here and was not counted yet.</summary>
    public long Count { get; set; }

    /// <summary>Another label stands here from now on; what was counted goes to the one before.</summary>
    public void Begin(Label? label)
    {
        Label?.CountObserved(Count);
        Label = label;
        Count = 0;
    }
}
