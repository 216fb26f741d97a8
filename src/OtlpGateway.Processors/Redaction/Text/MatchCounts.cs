// SPDX-License-Identifier: Apache-2.0

using System.Runtime.CompilerServices;
using OtlpGateway.Detection;

namespace OtlpGateway.Processors.Redaction.Text;

/// <summary>What was found in one batch, to be counted when it is done. Nothing of the values.</summary>
internal sealed class MatchCounts
{
    private Kinds _kinds;

    /// <summary>Texts in which a pattern of <c>blocked_values</c> matched.</summary>
    public long Patterns { get; set; }

    /// <summary>Values masked for their key.</summary>
    public long Keys { get; set; }

    /// <summary>Attributes deleted because their key is not allowed.</summary>
    public long Deleted { get; set; }

    /// <summary>Texts that a sanitizer changed.</summary>
    public long Sanitized { get; set; }

    /// <summary>Spans, log records and data points dropped.</summary>
    public int DroppedItems { get; set; }

    /// <summary>Events, links and exemplars dropped.</summary>
    public long DroppedParts { get; set; }

    public void Add(DetectorKind kind) => _kinds[(int)kind]++;

    public long Of(DetectorKind kind) => _kinds[(int)kind];

    public void Clear()
    {
        _kinds = default;
        Patterns = Keys = Deleted = Sanitized = DroppedParts = 0;
        DroppedItems = 0;
    }

    [InlineArray((int)DetectorKind.LongDigits + 1)]
    private struct Kinds
    {
        private long _first;
    }
}
