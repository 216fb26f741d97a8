// SPDX-License-Identifier: Apache-2.0

using System.Text.Json;

namespace OtlpGateway.Pipeline.Components;

/// <summary>What one component shows on a page of <see cref="StatusPages"/>. Thread-safe.</summary>
public interface IStatusPart
{
    /// <summary>Writes one JSON value. Never what a client sent as the value of an attribute.</summary>
    /// <param name="json">Takes the value.</param>
    /// <param name="limit">Most entries of its longest list.</param>
    void Write(Utf8JsonWriter json, int limit);
}
