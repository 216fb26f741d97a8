// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Processors.Cardinality.Shapes;

namespace OtlpGateway.Processors.Cardinality;

/// <summary>
/// The <c>shapes</c> section: what becomes of values whose form alone says that there are many. <c>keep</c>, <c>drop</c>
/// or <c>normalise</c>, which for anything but paths and statements writes <c>{id}</c>.
/// </summary>
public sealed class ShapeOptions : IValidatable
{
    public LabelAction Uuid { get; set; } = LabelAction.Drop;

    public LabelAction Email { get; set; } = LabelAction.Drop;

    /// <summary>IPv4 and IPv6 addresses; not loopback.</summary>
    public LabelAction Ip { get; set; } = LabelAction.Drop;

    /// <summary>Points in time: ISO 8601, and seconds to nanoseconds since 1970.</summary>
    public LabelAction Timestamp { get; set; } = LabelAction.Drop;

    /// <summary>Nine digits or more that are no size.</summary>
    public LabelAction LongDigits { get; set; } = LabelAction.Drop;

    /// <summary>Twelve hexadecimal digits or more, hardware addresses, 0x and eight digits or more.</summary>
    public LabelAction Hex { get; set; } = LabelAction.Drop;

    /// <summary>Paths and URLs with something in them that names one thing.</summary>
    public LabelAction Path { get; set; } = LabelAction.Normalise;

    /// <summary>SQL with literals in it.</summary>
    public LabelAction Statement { get; set; } = LabelAction.Normalise;

    public void Validate(OptionsValidation validation)
    {
        foreach (ValueShape shape in Enum.GetValues<ValueShape>())
        {
            if (Of(shape) == LabelAction.Limit)
            {
                validation.Error(ShapeNames.Of(shape), "must be keep, drop or normalise: a limit needs a policy for a label");
            }
        }
    }

    internal LabelAction Of(ValueShape shape) => shape switch
    {
        ValueShape.Uuid => Uuid,
        ValueShape.Email => Email,
        ValueShape.Ip => Ip,
        ValueShape.Timestamp => Timestamp,
        ValueShape.LongDigits => LongDigits,
        ValueShape.Hex => Hex,
        ValueShape.Path => Path,
        ValueShape.Statement => Statement,
        _ => LabelAction.Keep,
    };
}
