// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Wire.Otlp.Rewriting;

/// <summary>How far a walk had come before a message, to go back to when the message is dropped.</summary>
internal readonly record struct RewriteMark(int Copied, int Opened, int Written);
