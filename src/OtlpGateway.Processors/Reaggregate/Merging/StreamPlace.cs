// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.Reaggregate.Merging;

/// <summary>Where a point belongs.</summary>
/// <param name="Stream">Its stream; -1 when there was no room for it.</param>
/// <param name="Series">Its series, or the overflow series; -1 when there was no room for either.</param>
/// <param name="IsNew">True when nothing is known of the stream before this point.</param>
internal readonly record struct StreamPlace(int Stream, int Series, bool IsNew);
