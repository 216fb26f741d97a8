// SPDX-License-Identifier: Apache-2.0

using System.Text;
using System.Text.RegularExpressions;
using OtlpGateway.Wire.Otlp.Cursors;

namespace OtlpGateway.Processors.AttributeActions;

/// <summary>extract: the named groups of a pattern become attributes.</summary>
internal sealed class ExtractStep(int slot, Regex pattern, (string Name, int Slot)[] groups) : ActionStep
{
    public override void Apply(ItemRun run)
    {
        if (!run.IsPresent(slot))
        {
            return;
        }

        ValueCursor value = ValueCursor.Read(run.Bytes(run.ValueOf(slot)));
        if (value.Kind != ValueKind.String || !Matching.Utf8Text.IsMatch(pattern, value.Bytes))
        {
            return;
        }

        // The engine tells groups of strings only: a value that matches costs an allocation, others do not.
        Match match = pattern.Match(Encoding.UTF8.GetString(value.Bytes));
        foreach ((string name, int target) in groups)
        {
            run.Set(target, run.StoreText(match.Groups[name].ValueSpan));
        }
    }
}
