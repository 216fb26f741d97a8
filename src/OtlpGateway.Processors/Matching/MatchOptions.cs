// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Processors.Matching;

/// <summary>An <c>include</c> or <c>exclude</c> section: an item matches when everything that is given here matches.</summary>
public sealed class MatchOptions : IValidatable
{
    /// <summary>Whether texts are compared as they are or are patterns. Must be given.</summary>
    public MatchType MatchType { get; set; }

    /// <summary>Accepted for the Collector's sake; results are not cached, since matching here is cheap.</summary>
    public RegexpOptions? Regexp { get; set; }

    /// <summary>Spans: the resource's <c>service.name</c> is one of these.</summary>
    public List<string> Services { get; set; } = [];

    /// <summary>The resource has all of these attributes.</summary>
    public List<AttributeMatchOptions> Resources { get; set; } = [];

    /// <summary>The instrumentation scope is all of these: the Collector has it so.</summary>
    public List<LibraryMatchOptions> Libraries { get; set; } = [];

    /// <summary>The span or log record has all of these attributes.</summary>
    public List<AttributeMatchOptions> Attributes { get; set; } = [];

    /// <summary>The span's name is one of these.</summary>
    public List<string> SpanNames { get; set; } = [];

    /// <summary>The span's kind is one of these, for example <c>SPAN_KIND_SERVER</c>.</summary>
    public List<string> SpanKinds { get; set; } = [];

    /// <summary>The log record's body, as text, is one of these.</summary>
    public List<string> LogBodies { get; set; } = [];

    /// <summary>The log record's severity text is one of these.</summary>
    public List<string> LogSeverityTexts { get; set; } = [];

    /// <summary>The log record is at least this severe.</summary>
    public SeverityMatchOptions? LogSeverityNumber { get; set; }

    /// <summary>The metric's name is one of these.</summary>
    public List<string> MetricNames { get; set; } = [];

    public void Validate(OptionsValidation validation)
    {
        if (MatchType == MatchType.Unset)
        {
            validation.Error("match_type", "must be given: strict or regexp");
        }

        CheckPatterns(validation, "services", Services);
        CheckPatterns(validation, "span_names", SpanNames);
        CheckPatterns(validation, "span_kinds", SpanKinds);
        CheckPatterns(validation, "log_bodies", LogBodies);
        CheckPatterns(validation, "log_severity_texts", LogSeverityTexts);
        CheckPatterns(validation, "metric_names", MetricNames);
        CheckAttributes(validation, "attributes", Attributes);
        CheckAttributes(validation, "resources", Resources);
        CheckPatterns(validation, "libraries", [.. Libraries.Select(library => library.Name), .. Libraries.Select(library => library.Version ?? "")]);
        if (MatchType == MatchType.Strict)
        {
            CheckKinds(validation);
        }
    }

    private void CheckKinds(OptionsValidation validation)
    {
        foreach (string kind in SpanKinds.Where(kind => !SpanKindNames.All.Contains(kind)))
        {
            validation.Error("span_kinds", $"\"{kind}\" is no span kind; there are {string.Join(", ", SpanKindNames.All)}");
        }
    }

    private void CheckAttributes(OptionsValidation validation, string path, List<AttributeMatchOptions> attributes)
    {
        for (int i = 0; i < attributes.Count; i++)
        {
            if (attributes[i].Key.Length == 0)
            {
                validation.Error($"{path}::{i}::key", "must be given");
            }

            if (MatchType != MatchType.Regexp || attributes[i].Value is null or ConfigNull)
            {
                continue;
            }

            if (attributes[i].Value is ConfigScalar { Kind: ConfigScalarKind.String } text)
            {
                CheckPatterns(validation, $"{path}::{i}::value", [text.Text]);
            }
            else
            {
                validation.Error($"{path}::{i}::value", "must be a string when match_type is regexp");
            }
        }
    }

    private void CheckPatterns(OptionsValidation validation, string path, List<string> patterns)
    {
        foreach (string pattern in MatchType == MatchType.Regexp ? patterns : [])
        {
            if (!GoPattern.TryCompile(pattern, out _, out string problem))
            {
                validation.Error(path, $"\"{pattern}\" is {problem}");
            }
        }
    }
}
