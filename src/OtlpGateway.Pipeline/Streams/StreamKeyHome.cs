// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Pipeline.Streams;

/// <summary>Who has to know the key of the streams that an exporter writes down with their stamps.</summary>
/// <param name="Directory">
/// The directory of a log that this process alone writes: the key can be kept there. Null: other gateways write the same
/// log, and the key must be configured.
/// </param>
public sealed record StreamKeyHome(string? Directory);
