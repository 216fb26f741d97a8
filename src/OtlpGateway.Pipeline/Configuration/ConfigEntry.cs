// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Pipeline.Configuration;

/// <summary>A key of a map with its value; the key has a place of its own.</summary>
public sealed record ConfigEntry(string Key, ConfigMark KeyMark, ConfigNode Value);
