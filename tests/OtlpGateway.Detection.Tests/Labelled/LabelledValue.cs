// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Detection.Tests.Labelled;

/// <summary>A value as telemetry has them, and what is in it.</summary>
/// <param name="Kind">What is in it; null for a near miss.</param>
/// <param name="Text">The value.</param>
/// <param name="Match">The part of it that has to be found; empty for a near miss.</param>
public sealed record LabelledValue(DetectorKind? Kind, string Text, string Match);
