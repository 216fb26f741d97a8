// SPDX-License-Identifier: Apache-2.0

using System.Text;
using System.Text.RegularExpressions;
using OtlpGateway.Processors.Matching;

namespace OtlpGateway.Processors.AttributeActions;

/// <summary>
/// A list of actions, compiled once: the keys they name have numbers, the values are encoded, the patterns compiled.
/// Immutable; shared by all threads.
/// </summary>
internal sealed class ActionProgram
{
    private readonly List<string> _names = [];
    private readonly HashSet<int> _read = [];
    private readonly List<string> _contexts = [];
    private readonly List<(ActionKind Kind, Regex Pattern)> _patterns = [];

    /// <param name="actions">Without errors.</param>
    public ActionProgram(IReadOnlyList<ActionOptions> actions)
    {
        var compiled = new List<(ActionOptions Action, ActionKind Kind, Regex? Pattern)>();
        foreach (ActionOptions action in actions)
        {
            action.TryParseKind(out ActionKind kind);
            Regex? pattern = action.Pattern.Length == 0 ? null : Compile(action.Pattern);
            compiled.Add((action, kind, pattern));
            NameKeys(action, kind, pattern);
        }

        // Patterns are applied to all keys, those that later actions name too: so all have their numbers first.
        Steps = [.. compiled.Select(item => Step(item.Action, item.Kind, item.Pattern))];
        Keys = new KeyTable(_names);
        IsRead = [.. Enumerable.Range(0, _names.Count).Select(_read.Contains)];
        Contexts = [.. _contexts];
        Patterns = _patterns.Count == 0 ? null : new KeyPatterns(_patterns);
    }

    public KeyTable Keys { get; }

    public ActionStep[] Steps { get; }

    /// <summary>By number: whether an action needs the value that came.</summary>
    public bool[] IsRead { get; }

    /// <summary>What is taken from the request's context, as configured.</summary>
    public string[] Contexts { get; }

    /// <summary>Null when no action goes by pattern.</summary>
    public KeyPatterns? Patterns { get; }

    private static Regex Compile(string pattern) =>
        GoPattern.TryCompile(pattern, out Regex? regex, out string problem) ? regex : throw new ArgumentException(problem);

    private void NameKeys(ActionOptions action, ActionKind kind, Regex? pattern)
    {
        if (action.Key.Length > 0)
        {
            SlotOf(action.Key);
        }

        if (action.FromAttribute.Length > 0)
        {
            SlotOf(action.FromAttribute);
        }

        if (kind == ActionKind.Extract)
        {
            foreach (string group in pattern!.GetGroupNames().Skip(1))
            {
                SlotOf(group);
            }
        }
        else if (pattern is not null)
        {
            _patterns.Add((kind, pattern));
        }
    }

    private ActionStep Step(ActionOptions action, ActionKind kind, Regex? pattern)
    {
        switch (kind)
        {
            case ActionKind.Delete:
                return new DeleteStep(Targets(action, pattern));
            case ActionKind.Hash:
                int[] targets = Targets(action, pattern);
                _read.UnionWith(targets);
                return new HashStep(targets);
            case ActionKind.Extract:
                return new ExtractStep(ReadSlotOf(action.Key), pattern!, [.. pattern!.GetGroupNames().Skip(1).Select(name => (name, SlotOf(name)))]);
            case ActionKind.Convert:
                return new ConvertStep(ReadSlotOf(action.Key), Enum.Parse<ConvertedType>(action.ConvertedType, ignoreCase: true));
            default:
                return new SetStep(SlotOf(action.Key), Source(action), whenAbsent: kind != ActionKind.Update, whenPresent: kind != ActionKind.Insert);
        }
    }

    private ValueSource Source(ActionOptions action) => new(
        action.HasValue ? ConfigValue.Encode(action.Value!) : null,
        action.FromAttribute.Length > 0 ? ReadSlotOf(action.FromAttribute) : -1,
        action.FromContext.Length > 0 ? ContextOf(action.FromContext) : -1,
        action.HasDefault ? ConfigValue.Encode(action.DefaultValue!) : null);

    // The key first, then what the pattern matches, the key again if so: the Collector's order, which a hash shows.
    private int[] Targets(ActionOptions action, Regex? pattern)
    {
        List<int> slots = action.Key.Length > 0 ? [SlotOf(action.Key)] : [];
        for (int slot = 0; pattern is not null && slot < _names.Count; slot++)
        {
            if (Utf8Text.IsMatch(pattern, Encoding.UTF8.GetBytes(_names[slot])))
            {
                slots.Add(slot);
            }
        }

        return [.. slots];
    }

    private int ContextOf(string name)
    {
        int index = _contexts.IndexOf(name);
        if (index < 0)
        {
            index = _contexts.Count;
            _contexts.Add(name);
        }

        return index;
    }

    private int ReadSlotOf(string key)
    {
        int slot = SlotOf(key);
        _read.Add(slot);
        return slot;
    }

    private int SlotOf(string key)
    {
        int slot = _names.IndexOf(key);
        if (slot < 0)
        {
            slot = _names.Count;
            _names.Add(key);
        }

        return slot;
    }
}
