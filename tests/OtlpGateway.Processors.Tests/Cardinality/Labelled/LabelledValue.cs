// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Processors.Cardinality.Shapes;

namespace OtlpGateway.Processors.Tests.Cardinality.Labelled;

/// <param name="Value">As a label may have it.</param>
/// <param name="Shape">What it is; of paths and statements, only where something in it is an id or a literal.</param>
internal sealed record LabelledValue(string Value, ValueShape Shape);
