// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Processors.Attributes;
using OtlpGateway.Processors.Resource;
using Xunit;

namespace OtlpGateway.Processors.Tests.AttributeActions;

public sealed class ActionOptionsTests
{
    [Theory]
    [InlineData("{key: a}", "actions::0::action")]
    [InlineData("{key: a, action: rename}", "actions::0::action")]
    [InlineData("{key: a, action: 3}", "actions::0::action")]
    [InlineData("{action: insert, value: 1}", "actions::0::key")]
    [InlineData("{action: delete}", "actions::0::key")]
    [InlineData("{key: a, action: insert}", "actions::0")]
    [InlineData("{key: a, action: insert, value: }", "actions::0")]
    [InlineData("{key: a, action: upsert, value: 1, from_attribute: b}", "actions::0")]
    [InlineData("{key: a, action: delete, value: 1}", "actions::0")]
    [InlineData("{key: a, action: hash, from_attribute: b}", "actions::0")]
    [InlineData("{key: a, action: update, value: 1, pattern: x}", "actions::0::pattern")]
    [InlineData("{key: a, action: extract}", "actions::0::pattern")]
    [InlineData("{key: a, action: extract, pattern: 'x'}", "actions::0::pattern")]
    [InlineData("{key: a, action: extract, pattern: '(?P<n>x)(y)'}", "actions::0::pattern")]
    [InlineData("{key: a, action: delete, pattern: '('}", "actions::0::pattern")]
    [InlineData("{key: a, action: delete, pattern: '(?=x)'}", "actions::0::pattern")]
    [InlineData("{key: a, action: convert}", "actions::0::converted_type")]
    [InlineData("{key: a, action: convert, converted_type: bool}", "actions::0::converted_type")]
    [InlineData("{key: a, action: insert, value: 1, converted_type: int}", "actions::0::converted_type")]
    public void Bind_BadAction_IsAnErrorAtItsPlace(string action, string path)
    {
        ConfigDiagnostics diagnostics = new();
        OptionsBinder.BindYaml<AttributesOptions>($"actions: [{action}]", diagnostics);

        Assert.Equal([path], diagnostics.Errors.Select(error => error.Path));
    }

    [Fact]
    public void Bind_NoActions_IsAnError()
    {
        ConfigDiagnostics diagnostics = new();
        OptionsBinder.BindYaml<AttributesOptions>("{}", diagnostics);
        OptionsBinder.BindYaml<ResourceOptions>("{}", diagnostics);

        Assert.Equal(["actions", "attributes"], diagnostics.Errors.Select(error => error.Path));
    }

    [Fact]
    public void Bind_EveryActionOfTheCollectorsExample_IsFine()
    {
        ConfigDiagnostics diagnostics = new();
        AttributesOptions options = OptionsBinder.BindYaml<AttributesOptions>(
            """
            actions:
              - {key: db.table, action: delete}
              - {key: redacted_span, value: true, action: upsert}
              - {key: copy_key, from_attribute: key_original, action: update}
              - {key: account_id, value: 2245, action: insert}
              - {key: account_password, action: delete}
              - {key: account_email, action: hash}
              - {key: http.status_code, action: convert, converted_type: int}
              - {key: region, from_attribute: cloud.region, default_value: "us-east-1", action: insert}
              - {key: tenant_id, from_context: metadata.tenant, default_value: default-tenant, action: UPSERT}
              - {key: url, pattern: '^(?P<scheme>.*):\/\/(?P<host>.*)$', action: extract}
              - {pattern: '^vendor\.', action: delete}
              - {key: tags, value: [a, 1, {b: 2.5}], action: insert}
            """,
            diagnostics);

        Assert.Empty(diagnostics.Errors);
        Assert.Equal(12, options.Actions.Count);
    }
}
