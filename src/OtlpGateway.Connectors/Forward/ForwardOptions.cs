// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Connectors.Forward;

/// <summary>The <c>forward</c> section: it has no options.</summary>
public sealed class ForwardOptions;
