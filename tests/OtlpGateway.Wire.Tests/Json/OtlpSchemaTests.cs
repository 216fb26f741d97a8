// SPDX-License-Identifier: Apache-2.0

using System.Text;
using Google.Protobuf.Reflection;
using OtlpGateway.Wire.Json;
using OtlpGateway.Wire.Otlp;
using Xunit;

namespace OtlpGateway.Wire.Tests.Json;

public sealed class OtlpSchemaTests
{
    [Theory]
    [InlineData(Signal.Traces)]
    [InlineData(Signal.Metrics)]
    [InlineData(Signal.Logs)]
    [InlineData(Signal.Profiles)]
    public void Request_AgainstTheGeneratedDescriptors_IsTheSame(Signal signal)
    {
        HashSet<MessageSchema> compared = [];
        Compare(OtlpSchema.Request(signal), Oracle.Descriptor(signal), compared);
        Assert.True(compared.Count >= 10, $"only {compared.Count} messages were compared");
    }

    [Fact]
    public void Find_UnknownKeys_ReturnsNull()
    {
        MessageSchema request = OtlpSchema.Request(Signal.Traces);
        Assert.Null(request.Find(""u8));
        Assert.Null(request.Find("r"u8));
        Assert.Null(request.Find("ResourceSpans"u8));
        Assert.Null(request.Find("resourceSpan"u8));
        Assert.Null(request.Find(Encoding.UTF8.GetBytes(new string('x', 10_000))));
        Assert.Null(request.Find(0));
        Assert.Null(request.Find(99));
        Assert.Null(request.Find(1000));
    }

    private static void Compare(MessageSchema schema, MessageDescriptor descriptor, HashSet<MessageSchema> compared)
    {
        if (!compared.Add(schema))
        {
            return;
        }

        Assert.Equal(
            descriptor.Fields.InFieldNumberOrder().Select(f => f.FieldNumber),
            schema.Fields.ToArray().Select(f => f.Number).Order());
        foreach (JsonField field in schema.Fields)
        {
            FieldDescriptor expected = descriptor.FindFieldByNumber(field.Number);
            Assert.Equal((expected.JsonName, expected.Name), (field.Name, field.SnakeName));
            Assert.Equal((expected.IsRepeated, Presence(expected)), (field.Repeated, field.HasPresence));
            Assert.Equal(expected.RealContainingOneof is not null, field.Oneof);
            Assert.Equal(Kind(expected), field.Kind);
            Assert.Same(field, schema.Find(Encoding.UTF8.GetBytes(expected.JsonName)));
            Assert.Same(field, schema.Find(Encoding.UTF8.GetBytes(expected.Name)));
            Assert.Same(field, schema.Find(field.Number));
            if (field.Kind == FieldKind.Message)
            {
                Compare(field.Message!, expected.MessageType, compared);
            }

            if (field.Kind == FieldKind.Enum)
            {
                Assert.Equal(
                    expected.EnumType.Values.ToDictionary(v => v.Name, v => v.Number),
                    field.EnumNames!.ToDictionary());
            }
        }
    }

    private static bool Presence(FieldDescriptor field) => !field.IsRepeated && field.HasPresence;

    private static FieldKind Kind(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Bytes when field.Name.EndsWith("_id", StringComparison.Ordinal) => FieldKind.HexId,
        FieldType type => Enum.Parse<FieldKind>(type.ToString()),
    };
}
