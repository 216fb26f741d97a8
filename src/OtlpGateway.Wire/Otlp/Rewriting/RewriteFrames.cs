// SPDX-License-Identifier: Apache-2.0

using System.Runtime.CompilerServices;

namespace OtlpGateway.Wire.Otlp.Rewriting;

/// <summary>The messages around the current position, outermost first.</summary>
[InlineArray(Capacity)]
internal struct RewriteFrames
{
    /// <summary>Resource items, scope items, metric, data, point, exemplar, attribute, value; one to spare.</summary>
    internal const int Capacity = 9;

    private RewriteFrame _first;
}
