// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.AttributeActions;

internal enum ConvertedType
{
    String,
    Int,
    Double,
}
