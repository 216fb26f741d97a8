// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Hosting.Options;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Hosting;

/// <summary>Loads and binds a whole configuration.</summary>
internal sealed class GatewayLoader(ComponentRegistry registry)
{
    public LoadedConfig Load(ConfigInput input)
    {
        ConfigDiagnostics diagnostics = new();
        ConfigMap root = ConfigLoader.Load(input, diagnostics);

        // With nothing read, every further complaint would be about the nothing.
        bool nothing = root.Entries.Count == 0 && diagnostics.HasErrors;
        GatewayConfig config = GatewayConfigReader.Read(
            root, registry, typeof(TelemetryOptions), nothing ? new ConfigDiagnostics() : diagnostics);
        return new LoadedConfig(root, config, diagnostics);
    }
}
