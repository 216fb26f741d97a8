// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;

namespace OtlpGateway.Hosting;

/// <summary>
/// The Collector's feature gates. They are accepted, so that command lines can stay as they are; what they would switch
/// is always on or does not exist here.
/// </summary>
internal static class FeatureGates
{
    /// <summary>Known gates: id, whether what it stands for is in force, and what that is.</summary>
    public static IReadOnlyList<(string Id, bool Enabled, string Description)> Known { get; } =
    [
        ("confmap.enableMergeAppendOption", false, "Lists of several configurations are replaced, not appended to."),
        ("pdata.useProtoPooling", true, "Requests stay in pooled buffers."),
        ("pkg.exporterhelper.queueBatchEnabled", false, "Exporters batch only where sending_queue::batch says so."),
        ("receiverhelper.newReceiverMetrics", true, "Receivers tell refused from failed."),
        ("service.AllowNoPipelines", false, "A configuration needs at least one pipeline."),
        ("service.partialReload", false, "A reload restarts all components."),
        ("service.partialReloadReceivers", false, "A reload restarts all components."),
        ("service.profilesSupport", true, "Profiles pass through pipelines unread."),
        ("telemetry.newPipelineTelemetry", false, "Pipelines are measured by the components' own metrics."),
    ];

    /// <summary>Splits values of <c>--feature-gates</c>, such as <c>a,-b,+c</c>, into ids.</summary>
    public static IEnumerable<string> Ids(IEnumerable<string> values) =>
        values.SelectMany(value => value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .Select(gate => gate.TrimStart('+', '-'));

    public static void Warn(IEnumerable<string> values, ILogger logger)
    {
        foreach (string gate in Ids(values).Where(gate => !Known.Any(known => known.Id == gate)))
        {
            HostLog.UnknownGate(logger, gate);
        }
    }
}
