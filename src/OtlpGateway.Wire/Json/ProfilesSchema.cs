// SPDX-License-Identifier: Apache-2.0

using static OtlpGateway.Wire.Json.SchemaFields;

namespace OtlpGateway.Wire.Json;

/// <summary>
/// opentelemetry.proto.profiles.v1development as of protocol version 1.11. Its layout was renumbered several times and is
/// not stable: only JSON, which names its fields, is read by it; protobuf profiles pass opaque.
/// </summary>
internal static class ProfilesSchema
{
    public static readonly MessageSchema Request;

    static ProfilesSchema()
    {
        MessageSchema valueType = new MessageSchema().Define(Index(1, "typeStrindex"), Index(2, "unitStrindex"));
        MessageSchema sample = new MessageSchema().Define(
            Index(1, "stackIndex"),
            List(4, "values", FieldKind.Int64),
            Indices(2, "attributeIndices"),
            Index(3, "linkIndex"),
            List(5, "timestampsUnixNano", FieldKind.Fixed64));
        MessageSchema profile = new MessageSchema().Define(
            One(1, "sampleType", valueType, always: true),
            Many(2, "samples", sample),
            Time(3, "timeUnixNano"),
            Scalar(4, "durationNano", FieldKind.UInt64),
            One(5, "periodType", valueType, always: true),
            Scalar(6, "period", FieldKind.Int64),
            Id(7, "profileId"),
            Count(8, "droppedAttributesCount"),
            Text(9, "originalPayloadFormat"),
            Scalar(10, "originalPayload", FieldKind.Bytes),
            Indices(11, "attributeIndices"));
        Request = CommonSchema.Request(
            "resourceProfiles",
            "scopeProfiles",
            "profiles",
            profile,
            One(2, "dictionary", Dictionary(), always: true));
    }

    private static JsonField Index(int number, string name) => Scalar(number, name, FieldKind.Int32);

    private static JsonField Indices(int number, string name) => List(number, name, FieldKind.Int32);

    private static MessageSchema Dictionary()
    {
        MessageSchema mapping = new MessageSchema().Define(
            Scalar(1, "memoryStart", FieldKind.UInt64),
            Scalar(2, "memoryLimit", FieldKind.UInt64),
            Scalar(3, "fileOffset", FieldKind.UInt64),
            Index(4, "filenameStrindex"),
            Indices(5, "attributeIndices"));
        MessageSchema line = new MessageSchema().Define(
            Index(1, "functionIndex"),
            Scalar(2, "line", FieldKind.Int64),
            Scalar(3, "column", FieldKind.Int64));
        MessageSchema location = new MessageSchema().Define(
            Index(1, "mappingIndex"),
            Scalar(2, "address", FieldKind.UInt64),
            Many(3, "lines", line),
            Indices(4, "attributeIndices"));
        MessageSchema function = new MessageSchema().Define(
            Index(1, "nameStrindex"),
            Index(2, "systemNameStrindex"),
            Index(3, "filenameStrindex"),
            Scalar(4, "startLine", FieldKind.Int64));
        MessageSchema attribute = new MessageSchema().Define(
            Index(1, "keyStrindex"),
            One(2, "value", CommonSchema.AnyValue, always: true),
            Index(3, "unitStrindex"));
        return new MessageSchema().Define(
            Many(1, "mappingTable", mapping),
            Many(2, "locationTable", location),
            Many(3, "functionTable", function),
            Many(4, "linkTable", new MessageSchema().Define(Id(1, "traceId"), Id(2, "spanId"))),
            List(5, "stringTable", FieldKind.String),
            Many(6, "attributeTable", attribute),
            Many(7, "stackTable", new MessageSchema().Define(Indices(1, "locationIndices"))));
    }
}
