// SPDX-License-Identifier: Apache-2.0

using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace OtlpGateway.Pipeline.Configuration;

/// <summary>Writes a configuration tree as YAML that reads back as the same tree.</summary>
public static class ConfigYaml
{
    public static void Write(ConfigNode node, TextWriter output)
    {
        Emitter emitter = new(output, new EmitterSettings(bestIndent: 4, bestWidth: int.MaxValue, isCanonical: false, maxSimpleKeyLength: 1024));
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, isImplicit: true));
        Write(node, emitter);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
    }

    private static void Write(ConfigNode node, Emitter emitter)
    {
        switch (node)
        {
            case ConfigMap map:
                MappingStyle style = map.Entries.Count == 0 ? MappingStyle.Flow : MappingStyle.Block;
                emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, style));
                foreach (ConfigEntry entry in map.Entries)
                {
                    emitter.Emit(Text(entry.Key));
                    Write(entry.Value, emitter);
                }

                emitter.Emit(new MappingEnd());
                break;
            case ConfigList list:
                SequenceStyle listStyle = list.Items.Count == 0 ? SequenceStyle.Flow : SequenceStyle.Block;
                emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, listStyle));
                foreach (ConfigNode item in list.Items)
                {
                    Write(item, emitter);
                }

                emitter.Emit(new SequenceEnd());
                break;
            case ConfigScalar scalar:
                emitter.Emit(scalar.Kind == ConfigScalarKind.String ? Text(scalar.Text) : Plain(scalar.Text));
                break;
            default:
                emitter.Emit(Plain("null"));
                break;
        }
    }

    private static Scalar Plain(string text) => new(AnchorName.Empty, TagName.Empty, text, ScalarStyle.Plain, true, false);

    // A string that would read as another type is quoted.
    private static Scalar Text(string text)
    {
        bool ambiguous = YamlScalar.IsNull(text) || YamlScalar.Resolve(text) != ConfigScalarKind.String;
        return new(AnchorName.Empty, TagName.Empty, text, ambiguous ? ScalarStyle.DoubleQuoted : ScalarStyle.Any, !ambiguous, true);
    }
}
