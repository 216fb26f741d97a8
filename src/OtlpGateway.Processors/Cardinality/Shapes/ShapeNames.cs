// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.Cardinality.Shapes;

/// <summary>How shapes are called, as in the options, and what is said of them.</summary>
internal static class ShapeNames
{
    public static string Of(ValueShape shape) => shape switch
    {
        ValueShape.Uuid => "uuid",
        ValueShape.Email => "email",
        ValueShape.Ip => "ip",
        ValueShape.Timestamp => "timestamp",
        ValueShape.LongDigits => "long_digits",
        ValueShape.Hex => "hex",
        ValueShape.Path => "path",
        ValueShape.Statement => "statement",
        _ => "none",
    };

    public static string Evidence(ValueShape shape) => shape switch
    {
        ValueShape.Uuid => "a value is a UUID",
        ValueShape.Email => "a value is an e-mail address",
        ValueShape.Ip => "a value is an IP address",
        ValueShape.Timestamp => "a value is a point in time",
        ValueShape.LongDigits => "a value is a number of nine digits or more that is no size",
        ValueShape.Hex => "a value is a hexadecimal number of twelve digits or more",
        ValueShape.Path => "a value is a path with ids in it",
        ValueShape.Statement => "a value is an SQL statement with literals in it",
        _ => "",
    };
}
