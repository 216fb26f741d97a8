// SPDX-License-Identifier: Apache-2.0

using static OtlpGateway.Wire.Json.SchemaFields;

namespace OtlpGateway.Wire.Json;

/// <summary>opentelemetry.proto.common.v1 and resource.v1.</summary>
internal static class CommonSchema
{
    /// <summary>Where an envelope's list of scopes is found from before protocol version 0.19.</summary>
    public const int LegacyScopesNumber = 1000;

    public static readonly MessageSchema AnyValue = new();
    public static readonly MessageSchema KeyValue = new();
    public static readonly MessageSchema ArrayValue = new();
    public static readonly MessageSchema KeyValueList = new();
    public static readonly MessageSchema Scope = new();
    public static readonly MessageSchema Resource = new();

    private static readonly MessageSchema EntityRef = new();

    static CommonSchema()
    {
        AnyValue.Define(
            Member(1, "stringValue", FieldKind.String),
            Member(2, "boolValue", FieldKind.Bool),
            Member(3, "intValue", FieldKind.Int64),
            Member(4, "doubleValue", FieldKind.Double),
            Member(5, "arrayValue", FieldKind.Message, ArrayValue),
            Member(6, "kvlistValue", FieldKind.Message, KeyValueList),
            Member(7, "bytesValue", FieldKind.Bytes),
            Member(8, "stringValueStrindex", FieldKind.Int32));
        KeyValue.Define(
            Text(1, "key"),
            One(2, "value", AnyValue, always: true),
            Scalar(3, "keyStrindex", FieldKind.Int32));
        ArrayValue.Define(
            new JsonField(1, "values", FieldKind.Message) { Message = AnyValue, Repeated = true, KeepsNullElements = true });
        KeyValueList.Define(
            Many(1, "values", KeyValue));
        Scope.Define(
            Text(1, "name"),
            Text(2, "version"),
            Many(3, "attributes", KeyValue),
            Count(4, "droppedAttributesCount"));
        EntityRef.Define(
            Text(1, "schemaUrl"),
            Text(2, "type"),
            List(3, "idKeys", FieldKind.String),
            List(4, "descriptionKeys", FieldKind.String));
        Resource.Define(
            Many(1, "attributes", KeyValue),
            Count(2, "droppedAttributesCount"),
            Many(3, "entityRefs", EntityRef));
    }

    /// <summary>A request: envelopes per resource, in them one list per scope, in it the items. All signals have this shape.</summary>
    public static MessageSchema Request(string envelopes, string scopes, string items, MessageSchema item, params JsonField[] others)
    {
        MessageSchema scope = new MessageSchema().Define(
            One(1, "scope", Scope, always: true),
            Many(2, items, item, lengthGuess: 512),
            Text(3, "schemaUrl"));
        MessageSchema envelope = new MessageSchema().Define(
            One(1, "resource", Resource, always: true),
            Many(2, scopes, scope, lengthGuess: 20_000, legacyNumber: LegacyScopesNumber),
            Text(3, "schemaUrl"));
        return new MessageSchema().Define([Many(1, envelopes, envelope, lengthGuess: 20_000), .. others]);
    }
}
