// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Components;

namespace OtlpGateway.Processors.AttributeActions;

/// <summary>What actions do to the labels of metrics.</summary>
internal static class ActionLabels
{
    /// <summary>Adding what was not there tells no two streams less apart; everything else may.</summary>
    public static LabelChange ChangeOf(IEnumerable<ActionOptions> actions) =>
        actions.Any(action => action.TryParseKind(out ActionKind kind) && kind != ActionKind.Insert) ? LabelChange.Merges : LabelChange.None;

    /// <summary>Whether one takes labels off. What others write may make labels alike, too, but mostly is the same for all.</summary>
    public static bool Remove(IEnumerable<ActionOptions> actions) =>
        actions.Any(action => action.TryParseKind(out ActionKind kind) && kind == ActionKind.Delete);
}
