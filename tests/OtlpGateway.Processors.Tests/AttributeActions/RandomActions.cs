// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Processors.AttributeActions;

namespace OtlpGateway.Processors.Tests.AttributeActions;

/// <summary>Makes random lists of actions over a handful of keys, so that they meet each other and the attributes.</summary>
internal sealed class RandomActions(Random random)
{
    public static readonly string[] Keys = ["a", "b", "c.d", "http.host", "http.target", "user", "x", "y"];

    private static readonly string[] KeyPatterns = ["^http\\.", "[abx]", "^.$", "user|y"];
    private static readonly string[] ValuePatterns = ["^(?P<x>[0-9]+)(?P<rest>.*)$", "(?P<user>[a-z]+)@(?P<a>[a-z]+)", "^(?P<b>.)"];

    public List<ActionOptions> Next()
    {
        var actions = new List<ActionOptions>();
        for (int left = random.Next(1, 7); left > 0; left--)
        {
            ActionOptions action = Action();
            var validation = new OptionsValidation();
            action.Validate(validation);
            Xunit.Assert.Empty(validation.Errors);
            actions.Add(action);
        }

        return actions;
    }

    private ActionOptions Action() => random.Next(7) switch
    {
        0 => Sourced("insert"),
        1 => Sourced("UPDATE"),
        2 => Sourced("Upsert"),
        3 => Keyed("delete"),
        4 => Keyed("hash"),
        5 => new ActionOptions { Action = "extract", Key = Key(), Pattern = ValuePatterns[random.Next(ValuePatterns.Length)] },
        _ => new ActionOptions { Action = "convert", Key = Key(), ConvertedType = new[] { "string", "int", "double" }[random.Next(3)] },
    };

    private string Key() => Keys[random.Next(Keys.Length)];

    private ActionOptions Keyed(string action)
    {
        int which = random.Next(3);
        return new ActionOptions
        {
            Action = action,
            Key = which == 0 ? "" : Key(),
            Pattern = which == 1 ? "" : KeyPatterns[random.Next(KeyPatterns.Length)],
        };
    }

    private ActionOptions Sourced(string action)
    {
        int source = random.Next(4);
        return new ActionOptions
        {
            Action = action,
            Key = Key(),
            Value = source == 0 ? Scalar() : null,
            FromAttribute = source == 1 ? Key() : "",
            FromContext = source == 2 ? random.Next(2) == 0 ? "metadata.tenant" : "metadata.absent" : "",
            DefaultValue = source == 3 || random.Next(3) == 0 ? Scalar() : null,
        };
    }

    private ConfigScalar Scalar() => random.Next(4) switch
    {
        0 => new ConfigScalar(default, random.Next(1000).ToString(CultureInfo.InvariantCulture), ConfigScalarKind.Integer),
        1 => new ConfigScalar(default, "2.5", ConfigScalarKind.Float),
        2 => new ConfigScalar(default, "true", ConfigScalarKind.Boolean),
        _ => new ConfigScalar(default, "me@home", ConfigScalarKind.String),
    };
}
