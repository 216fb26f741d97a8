// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Components;

namespace OtlpGateway.Pipeline.Configuration;

/// <summary>A component's id where a pipeline or the service names it.</summary>
public sealed record ComponentReference(ComponentId Id, ConfigMark Mark);
