// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Hosting;
using OtlpGateway.Hosting.Options;
using OtlpGateway.Pipeline.Configuration;
using Xunit;

namespace OtlpGateway.Tests.Hosting;

public class TelemetryOptionsTests
{
    [Theory]
    [InlineData("resource: {deployment: prod, service.name: }", "deployment=prod")]
    [InlineData("resource: {schema_url: x, attributes: [{name: deployment, value: prod}, {name: service.name, value: gw}]}", "deployment=prod,service.name=gw")]
    [InlineData("", "service.name=otlp-gateway")]
    public void OwnResource_ConfiguredAttributes_ChangeTheDefaults(string yaml, string expected)
    {
        string[] attributes = [.. OwnResource.Of(Bind(yaml, [])).Where(pair => pair.Key is "deployment" or "service.name").Select(pair => $"{pair.Key}={pair.Value}").Order(StringComparer.Ordinal)];
        Assert.Equal(expected.Split(','), attributes);
    }

    [Theory]
    [InlineData("logs: {level: WARN, encoding: json, sampling: {enabled: false}, initial_fields: {a: b}}", "")]
    [InlineData("logs: {level: loud}", "logs::level: expected one of debug, info, warn, error, found the string \"loud\"")]
    [InlineData("logs: {output_paths: []}", "logs::output_paths: must name at least one of stderr, stdout or a file")]
    [InlineData("resource: {a: [1]}", "resource::a: expected a string, found a list")]
    [InlineData("metrics: {level: none, readers: []}", "")]
    [InlineData("metrics: {readers: [{pull: {exporter: {prometheus: {host: 0.0.0.0, port: 1, with_resource_constant_labels: {included: [a]}}}}}]}", "")]
    [InlineData("metrics: {address: \":8888\"}", "")]
    [InlineData("traces: {processors: [{batch: }]}", "")]
    public void Bind_Section_ReportsErrors(string yaml, string expected)
    {
        Bind(yaml, expected.Length == 0 ? [] : [expected]);
    }

    private static TelemetryOptions Bind(string yaml, string[] errors)
    {
        ConfigDiagnostics diagnostics = new();
        TelemetryOptions options = OptionsBinder.BindYaml<TelemetryOptions>(yaml, diagnostics);
        Assert.Equal(errors, diagnostics.Errors.Select(error => $"{error.Path}: {error.Message}"));
        return options;
    }
}
