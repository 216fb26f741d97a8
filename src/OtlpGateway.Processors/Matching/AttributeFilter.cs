// SPDX-License-Identifier: Apache-2.0

using System.Text;
using System.Text.RegularExpressions;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Processors.AttributeActions;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Otlp.Cursors;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Processors.Matching;

/// <summary>One attribute that must be there. The first one with the key counts.</summary>
internal sealed class AttributeFilter
{
    private readonly byte[] _key;
    private readonly byte[]? _value;
    private readonly Regex? _pattern;

    public AttributeFilter(AttributeMatchOptions options, MatchType type)
    {
        _key = Encoding.UTF8.GetBytes(options.Key);
        if (options.Value is null or ConfigNull)
        {
            return;
        }

        if (type == MatchType.Strict)
        {
            _value = ConfigValue.Encode(options.Value);
        }
        else
        {
            _pattern = GoPattern.TryCompile(((ConfigScalar)options.Value).Text, out Regex? regex, out string problem)
                ? regex
                : throw new ArgumentException(problem);
        }
    }

    /// <param name="attributes">The attributes of one message.</param>
    /// <param name="scratch">Overwritten.</param>
    public bool Matches(CursorSequence<KeyValueCursor> attributes, ProtobufWriter scratch)
    {
        foreach (KeyValueCursor attribute in attributes)
        {
            if (attribute.Key.SequenceEqual(_key))
            {
                return MatchesValue(attribute.Value, scratch);
            }
        }

        return false;
    }

    private bool MatchesValue(in ValueCursor value, ProtobufWriter scratch)
    {
        if (_value is not null)
        {
            return ValueEquality.AreEqual(ValueCursor.Read(_value), value);
        }

        if (_pattern is null)
        {
            return true;
        }

        // As the Collector has it: what is no single value matches no pattern.
        if (value.Kind is not (ValueKind.String or ValueKind.Bool or ValueKind.Int or ValueKind.Double))
        {
            return false;
        }

        scratch.Clear();
        ValueText.Write(value, scratch);
        return Utf8Text.IsMatch(_pattern, scratch.WrittenSpan);
    }
}
