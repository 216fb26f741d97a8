// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Components;

namespace OtlpGateway.Pipeline.Configuration;

/// <summary>A component as configured: what makes it, and its options, bound and validated.</summary>
/// <param name="Id">As the user wrote it.</param>
/// <param name="Mark">Where.</param>
public sealed record ComponentConfig(ComponentKind Kind, ComponentId Id, ComponentFactory Factory, object Options, ConfigMark Mark);
