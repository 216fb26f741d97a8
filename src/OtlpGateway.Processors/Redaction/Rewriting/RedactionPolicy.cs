// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Detection;
using OtlpGateway.Detection.Scan;
using OtlpGateway.Processors.Redaction.Keys;
using OtlpGateway.Wire.Otlp.Cursors;
using OtlpGateway.Wire.Otlp.Rewriting;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Processors.Redaction.Rewriting;

/// <summary>
/// Puts a run on the walk over a request. Where only detectors run, what they cannot match is passed over here, inlined.
/// </summary>
internal readonly struct RedactionPolicy(RedactionRun run, RedactionPlan plan) : IAttributePolicy
{
    private readonly RedactionRun _run = run;
    private readonly Detectors _detectors = plan.Detectors;
    private readonly bool _onlyDetects = plan.OnlyDetects;
    private readonly bool _redactsAllTypes = plan.RedactsAllTypes;
    private readonly bool _tracksItems = plan.TracksItems;
    private readonly AttributeKeys? _keys = plan.RedactsAttributeKeys ? run.Keys : null;
    private readonly CleanKeys? _cleanKeys = plan.RedactsAttributeKeys ? run.Keys.Clean : null;

    public static bool SeesTexts => true;

    public bool Enter(AttributeOwner owner, ReadOnlySpan<byte> message)
    {
        if (_tracksItems)
        {
            _run.Enter(owner, message);
        }

        _keys?.Enter(owner, message);
        return true;
    }

    public AttributeAction Decide(AttributeOwner owner, in KeyValueCursor attribute) =>
        _onlyDetects && IsClean(owner, attribute.Value) && (_cleanKeys is null || _cleanKeys.Contains(attribute.Key)) ? AttributeAction.Keep : _run.Decide(owner, attribute);

    public void Write(AttributeOwner owner, in KeyValueCursor attribute, ProtobufWriter destination) => _run.Write(attribute, destination);

    public bool Leave(AttributeOwner owner) => _tracksItems && _run.Leave(owner);

    public void Append(AttributeOwner owner, AttributeAppender attributes) => _run.Append(owner, attributes);

    public bool ChangesText(TextField field, ReadOnlySpan<byte> text) =>
        !(_onlyDetects && Prefilter.Candidates(text, _detectors) == Detectors.None) && _run.ChangesText(field, text);

    public void WriteText(TextField field, ReadOnlySpan<byte> text, ProtobufWriter destination) => _run.WriteText(destination);

    public bool Drops(AttributeOwner owner) => _tracksItems && _run.Drops(owner);

    private bool IsClean(AttributeOwner owner, in ValueCursor value) => value.Kind switch
    {
        ValueKind.String => Prefilter.Candidates(value.Bytes, _detectors) == Detectors.None,
        ValueKind.Array or ValueKind.KeyValueList or ValueKind.Bytes => false,

        // Numbers of a log body are looked at whatever is configured.
        _ => !_redactsAllTypes && owner != AttributeOwner.Body,
    };
}
