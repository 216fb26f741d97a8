// SPDX-License-Identifier: Apache-2.0

using System.CommandLine;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using OtlpGateway.Exporters.Kafka;
using OtlpGateway.Hosting;
using OtlpGateway.Log;
using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Files;
using OtlpGateway.Log.Format;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Receivers.Kafka;

namespace OtlpGateway.Cli;

/// <summary><c>groups list</c> and <c>groups forget GROUP</c>: who reads the configuration's embedded logs, and who shall not hold them any more.</summary>
internal static class GroupsCommand
{
    public static Command Create(SharedOptions shared, ComponentRegistry registry)
    {
        Command list = new("list", "Lists the groups and how far each has come.");
        list.SetAction((result, cancellationToken) => RunAsync(shared, registry, result, (_, log) => ListAsync(log, result.InvocationConfiguration.Output), cancellationToken));

        Argument<string> group = new("group") { Description = "A group that no receiver uses any more." };
        Command forget = new("forget", "Forgets a group, so that what it has not finished can be removed. It cannot be undone.") { group };
        forget.SetAction((result, cancellationToken) =>
            RunAsync(shared, registry, result, (config, log) => ForgetAsync(config, log, result.GetValue(group)!, result.InvocationConfiguration), cancellationToken));
        return new Command("groups", "The consumer groups of the configuration's embedded logs; no gateway may run on them.") { list, forget };
    }

    private static async Task<int> RunAsync(
        SharedOptions shared,
        ComponentRegistry registry,
        ParseResult result,
        Func<GatewayConfig, EmbeddedLogGroups, Task<bool>> act,
        CancellationToken cancellationToken)
    {
        LoadedConfig loaded = new GatewayLoader(registry).Load(shared.Input(result));
        TextWriter errors = result.InvocationConfiguration.Error;
        if (loaded.Diagnostics.HasErrors)
        {
            ErrorText.Write(errors, loaded.Diagnostics);
            return 1;
        }

        string[] directories = [.. loaded.Config.Components.Values.Select(DirectoryOf).OfType<string>().Distinct()];
        bool done = false;
        try
        {
            foreach (string directory in directories)
            {
                using Meter meter = new("otlp-gateway");
                await using EmbeddedLogGroups log = await EmbeddedLogGroups.OpenAsync(directory, TimeProvider.System, meter, NullLogger.Instance, cancellationToken);
                done |= await act(loaded.Config, log);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or LogInUseException or LogFormatException)
        {
            ErrorText.Write(errors, failure.Message);
            return 1;
        }

        if (directories.Length == 0)
        {
            ErrorText.Write(errors, "the configuration has no embedded log: no kafka receiver or exporter with brokers: [\"embedded:DIR\"]");
        }

        return done ? 0 : 1;
    }

    private static async Task<bool> ListAsync(EmbeddedLogGroups log, TextWriter output)
    {
        await output.WriteLineAsync("GROUP\tTOPIC\tPARTITION\tCOMMITTED\tLAG");
        foreach (string group in log.Names)
        {
            IReadOnlyList<GroupProgress> all = log.ProgressOf(group);
            foreach (GroupProgress one in all)
            {
                await output.WriteLineAsync($"{group}\t{one.Topic}\t{one.Partition}\t{one.Committed?.ToString() ?? "-"}\t{one.Lag}");
            }

            if (all.Count == 0)
            {
                await output.WriteLineAsync($"{group}\t-\t-\t-\t0");
            }
        }

        return true;
    }

    private static async Task<bool> ForgetAsync(GatewayConfig config, EmbeddedLogGroups log, string group, InvocationConfiguration invocation)
    {
        ComponentConfig? user = config.Components.Values.FirstOrDefault(component =>
            component.Options is KafkaReceiverOptions options && GroupsOf(config, component, options).Contains(group));
        if (user is not null)
        {
            ErrorText.Write(invocation.Error, $"group {group} is used by receiver {user.Id}: what it has not finished would be lost. Remove the receiver, or change its group_id, first");
            return false;
        }

        long lag = log.ProgressOf(group).Sum(progress => progress.Lag);
        if (!await log.ForgetAsync(group))
        {
            ErrorText.Write(invocation.Error, $"there is no group {group}; the groups are: {string.Join(", ", log.Names)}");
            return false;
        }

        await invocation.Output.WriteLineAsync($"forgot group {group}, which had not finished {lag} records");
        return true;
    }

    private static IEnumerable<string> GroupsOf(GatewayConfig config, ComponentConfig receiver, KafkaReceiverOptions options) =>
        config.Pipelines
            .Where(pipeline => receiver.Kind == ComponentKind.Receiver && pipeline.Receivers.Any(reference => reference.Id == receiver.Id))
            .GroupBy(pipeline => pipeline.Id.Signal)
            .SelectMany(pipelines => KafkaGroups.Of(options, [.. pipelines.Select(pipeline => pipeline.Id.ToString())]))
            .Append(options.GroupId);

    private static string? DirectoryOf(ComponentConfig component)
    {
        IReadOnlyList<string>? brokers = component.Options switch
        {
            KafkaReceiverOptions options => options.Client.Brokers,
            KafkaExporterOptions options => options.Client.Brokers,
            _ => null,
        };
        return brokers is not null && LogAddress.TryParse(brokers, out LogAddress? address, out _) ? address.Directory : null;
    }
}
