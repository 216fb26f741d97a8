// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Send.Templates;

/// <summary>One place of a template that differs from request to request. Its length never changes.</summary>
/// <param name="Offset">In bytes from the template's start.</param>
/// <param name="Kind">What goes there.</param>
/// <param name="Argument">What the kind makes of it.</param>
internal readonly record struct Patch(int Offset, PatchKind Kind, long Argument);
