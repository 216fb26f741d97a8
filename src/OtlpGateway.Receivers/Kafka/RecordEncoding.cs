// SPDX-License-Identifier: Apache-2.0

using System.Text;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Receivers.Kafka;

/// <summary>How requests stand in records: what the <c>encoding</c> option names.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Charset">Of <see cref="RecordEncodingKind.Text"/>; null means UTF-8.</param>
internal sealed record RecordEncoding(RecordEncodingKind Kind, Encoding? Charset = null)
{
    private const string TextPrefix = "text_";

    public static RecordEncoding Default { get; } = new(RecordEncodingKind.OtlpProto);

    /// <summary>Null with what is wrong when the name is none that the signal has.</summary>
    public static RecordEncoding? Find(string name, Signal signal, out string error)
    {
        error = "";
        RecordEncoding? found = name switch
        {
            "otlp_proto" => Default,
            "otlp_json" => new(RecordEncodingKind.OtlpJson),
            "raw" => new(RecordEncodingKind.Raw),
            "json" => new(RecordEncodingKind.Json),
            "text" or "text_utf-8" or "text_utf8" => new(RecordEncodingKind.Text),
            _ when name.StartsWith(TextPrefix, StringComparison.Ordinal) && CharsetOf(name[TextPrefix.Length..]) is { } charset => new(RecordEncodingKind.Text, charset),
            _ => null,
        };
        if (found is null)
        {
            error = name.StartsWith(TextPrefix, StringComparison.Ordinal)
                ? $"\"{name[TextPrefix.Length..]}\" is no character set that is known here"
                : $"\"{name}\" is not supported; there are otlp_proto, otlp_json and, for logs, raw, text, text_CHARSET and json";
        }
        else if (found.IsForLogs && signal != Signal.Logs)
        {
            error = $"{name} is for logs alone; use otlp_proto or otlp_json";
            found = null;
        }

        return found;
    }

    private bool IsForLogs => Kind is RecordEncodingKind.Raw or RecordEncodingKind.Text or RecordEncodingKind.Json;

    private static Encoding? CharsetOf(string name)
    {
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}

internal enum RecordEncodingKind
{
    /// <summary>An OTLP export request in protobuf.</summary>
    OtlpProto = 1,

    /// <summary>An OTLP export request in JSON.</summary>
    OtlpJson,

    /// <summary>The value is the body of one log record, as bytes.</summary>
    Raw,

    /// <summary>The value is the body of one log record, as text.</summary>
    Text,

    /// <summary>The value is a JSON object, which becomes the body of one log record.</summary>
    Json,
}
