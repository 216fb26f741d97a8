// SPDX-License-Identifier: Apache-2.0

using System.CommandLine;
using OtlpGateway.Receivers.Kafka.Replay;

namespace OtlpGateway.Cli.Backfill;

/// <summary>The options of <c>backfill</c>.</summary>
internal sealed class BackfillOptions
{
    public Option<string> Topic { get; } = new("--topic") { Description = "The topic to replay.", Required = true };

    public Option<string?> From { get; } = new("--from") { Description = $"Where to begin: {ReplayPoint.Rule}. Without it the log's begin." };

    public Option<string?> To { get; } = new("--to") { Description = $"Where to end, that one not included: {ReplayPoint.Rule}. Without it the log's end." };

    public Option<int[]> Partition { get; } = new("--partition") { Description = "Only this partition; can be repeated.", DefaultValueFactory = _ => [] };

    public Option<string?> Pipeline { get; } = new("--pipeline") { Description = "The pipeline, where several read the topic: traces/store." };

    public Option<string?> Group { get; } = new("--group") { Description = "The group whose ledger counts. Without it the pipeline's own." };

    public Option<bool> Force { get; } = new("--force") { Description = "Store again what is stored already." };

    public Option<string?> Run { get; } = new("--run") { Description = "With --force: a name for this replay. Under the same name nothing is stored twice, so that one which broke off can go on." };

    public void AddTo(Command command)
    {
        command.Options.Add(Topic);
        command.Options.Add(From);
        command.Options.Add(To);
        command.Options.Add(Partition);
        command.Options.Add(Pipeline);
        command.Options.Add(Group);
        command.Options.Add(Force);
        command.Options.Add(Run);
    }
}
