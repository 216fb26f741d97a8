// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp.Cursors;

namespace OtlpGateway.Processors.AttributeActions;

/// <summary>Values as numbers. False for what is no number, and for what is one of the wanted type already.</summary>
internal static class Conversion
{
    public static bool TryToInt(in ValueCursor value, out long number)
    {
        number = 0;
        switch (value.Kind)
        {
            case ValueKind.Double when value.Double is >= long.MinValue and < long.MaxValue:
                number = (long)value.Double;
                return true;
            case ValueKind.Bool:
                number = value.Bool ? 1 : 0;
                return true;
            default:
                return value.Kind == ValueKind.String && NumberText.TryParse(value.Bytes, out number);
        }
    }

    public static bool TryToDouble(in ValueCursor value, out double number)
    {
        number = 0;
        switch (value.Kind)
        {
            case ValueKind.Int:
                number = value.Int;
                return true;
            case ValueKind.Bool:
                number = value.Bool ? 1 : 0;
                return true;
            default:
                return value.Kind == ValueKind.String && NumberText.TryParse(value.Bytes, out number);
        }
    }
}
