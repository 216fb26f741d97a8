// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Receivers.Otlp.Answers;

namespace OtlpGateway.Receivers.Otlp.Intake;

/// <summary>What became of one export request, for the protocol that brought it.</summary>
/// <param name="Refusal">Null for a success, in full or in part.</param>
/// <param name="RejectedItems">Items of a success that were not taken over.</param>
/// <param name="Message">Why, or empty.</param>
internal readonly record struct ExportAnswer(Refusal? Refusal, int RejectedItems, string Message)
{
    public static readonly ExportAnswer Success = new(null, 0, "");
}
