// SPDX-License-Identifier: Apache-2.0

using System.Text.RegularExpressions;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Processors.Matching;

namespace OtlpGateway.Processors.AttributeActions;

/// <summary>One action on attributes, as the Collector's <c>attributes</c> and <c>resource</c> processors have it.</summary>
public sealed class ActionOptions : IValidatable
{
    /// <summary>The attribute that the action is about. Required, except where <c>delete</c> and <c>hash</c> have a pattern.</summary>
    public string Key { get; set; } = "";

    /// <summary>insert, update, upsert, delete, hash, extract or convert, in any case.</summary>
    public string Action { get; set; } = "";

    /// <summary>insert, update, upsert: the value, typed as YAML has it.</summary>
    public ConfigNode? Value { get; set; }

    /// <summary>insert, update, upsert: the value is that of this attribute, if there is one.</summary>
    public string FromAttribute { get; set; } = "";

    /// <summary>
    /// insert, update, upsert: the value is a request header (<c>metadata.NAME</c>), what the authenticator found
    /// (<c>auth.NAME</c>) or the peer's address (<c>client.address</c>), if there is one.
    /// </summary>
    public string FromContext { get; set; } = "";

    /// <summary>insert, update, upsert: the value where the source above has none.</summary>
    public ConfigNode? DefaultValue { get; set; }

    /// <summary>delete, hash: all attributes whose key matches. extract: named groups are attributes to set.</summary>
    public string Pattern { get; set; } = "";

    /// <summary>convert: string, int or double.</summary>
    public string ConvertedType { get; set; } = "";

    internal bool HasValue => Value is not (null or ConfigNull);

    internal bool HasDefault => DefaultValue is not (null or ConfigNull);

    internal int Sources => (HasValue ? 1 : 0) + (FromAttribute.Length > 0 ? 1 : 0) + (FromContext.Length > 0 ? 1 : 0);

    public void Validate(OptionsValidation validation)
    {
        if (!TryParseKind(out ActionKind kind))
        {
            string problem = Action.Length == 0 ? "must be given" : $"\"{Action}\" is no action";
            validation.Error("action", $"{problem}; there are insert, update, upsert, delete, hash, extract, convert");
            return;
        }

        bool takesPatternOfKeys = kind is ActionKind.Delete or ActionKind.Hash;
        if (Key.Length == 0 && !(takesPatternOfKeys && Pattern.Length > 0))
        {
            validation.Error("key", takesPatternOfKeys ? "one of key and pattern must be given" : "must be given");
        }

        CheckSources(kind, validation);
        CheckPattern(kind, validation);
        CheckType(kind, validation);
    }

    internal bool TryParseKind(out ActionKind kind) => Enum.TryParse(Action, ignoreCase: true, out kind) && !char.IsAsciiDigit(Action[0]);

    private void CheckSources(ActionKind kind, OptionsValidation validation)
    {
        if (kind is not (ActionKind.Insert or ActionKind.Update or ActionKind.Upsert))
        {
            if (Sources > 0 || HasDefault)
            {
                validation.Error("", $"{Action} takes no value, from_attribute, from_context or default_value");
            }
        }
        else if (Sources == 0 && !HasDefault)
        {
            validation.Error("", $"{Action} needs one of value, from_attribute, from_context and default_value; an environment variable that is not set is no value");
        }
        else if (Sources > 1)
        {
            validation.Error("", "only one of value, from_attribute and from_context may be given");
        }
    }

    private void CheckPattern(ActionKind kind, OptionsValidation validation)
    {
        if (kind is not (ActionKind.Delete or ActionKind.Hash or ActionKind.Extract))
        {
            if (Pattern.Length > 0)
            {
                validation.Error("pattern", $"{Action} takes no pattern");
            }
        }
        else if (Pattern.Length == 0)
        {
            if (kind == ActionKind.Extract)
            {
                validation.Error("pattern", "must be given: a regular expression with named groups");
            }
        }
        else if (!GoPattern.TryCompile(Pattern, out Regex? regex, out string problem))
        {
            validation.Error("pattern", $"\"{Pattern}\" is {problem}");
        }
        else if (kind == ActionKind.Extract)
        {
            CheckGroups(regex, validation);
        }
    }

    private static void CheckGroups(Regex regex, OptionsValidation validation)
    {
        string[] groups = regex.GetGroupNames();
        if (groups.Length <= 1)
        {
            validation.Error("pattern", "has no named group; write (?P<name>...)");
        }
        else if (groups.Skip(1).Any(name => char.IsAsciiDigit(name[0])))
        {
            validation.Error("pattern", "has a group without a name; write (?P<name>...), or (?:...) for one that is not extracted");
        }
    }

    private void CheckType(ActionKind kind, OptionsValidation validation)
    {
        if (kind != ActionKind.Convert && ConvertedType.Length > 0)
        {
            validation.Error("converted_type", $"{Action} takes no converted_type");
        }
        else if (kind == ActionKind.Convert && ConvertedType is not ("string" or "int" or "double"))
        {
            validation.Error("converted_type", "must be string, int or double");
        }
    }
}
