// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Pipeline.Configuration;

internal enum OptionsShapeKind
{
    Scalar,
    List,
    Dictionary,
    Section,

    /// <summary>A property of type <see cref="ConfigNode"/>: taken as it is.</summary>
    Raw,
}
