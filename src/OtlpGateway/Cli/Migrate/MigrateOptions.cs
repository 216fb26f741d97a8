// SPDX-License-Identifier: Apache-2.0

using System.CommandLine;

namespace OtlpGateway.Cli.Migrate;

/// <summary>The options of <c>migrate</c>.</summary>
internal sealed class MigrateOptions
{
    public Option<bool> DryRun { get; } = new("--dry-run") { Description = "Print the plan and change nothing." };

    public Option<bool> Yes { get; } = new("--yes") { Description = "Do not ask; without a terminal nothing is asked." };

    public Option<bool> CreateUsers { get; } = new("--create-users")
    {
        Description = "Also create ClickHouse users: the gateway's, which may write, and a dashboard's, which may read. "
            + $"Their passwords come from {UserPasswords.WriterVariable} and {UserPasswords.ReaderVariable}.",
    };

    public Option<bool> ShowPasswords { get; } = new("--show-passwords") { Description = "Make passwords where none are given, and print them." };

    public Option<string> WriterUser { get; } = new("--writer-user") { Description = "The gateway's user.", DefaultValueFactory = _ => "otlp_gateway_writer" };

    public Option<string> ReaderUser { get; } = new("--reader-user") { Description = "The dashboard's user.", DefaultValueFactory = _ => "otlp_gateway_reader" };

    public Option<int?> Partitions { get; } = new("--partitions") { Description = "For topics on Kafka: partitions, also of a topic that has fewer. Without it the cluster's default." };

    public Option<short?> ReplicationFactor { get; } = new("--replication-factor") { Description = "For topics that are created on Kafka: copies of each partition. Without it the cluster's default." };

    public Option<string[]> TopicConfig { get; } = new("--topic-config")
    {
        Description = "A setting of topics on Kafka by its own name, for example compression.type=producer; can be repeated.",
        HelpName = "KEY=VALUE",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(Partitions);
        command.Options.Add(ReplicationFactor);
        command.Options.Add(TopicConfig);
        command.Options.Add(DryRun);
        command.Options.Add(Yes);
        command.Options.Add(CreateUsers);
        command.Options.Add(ShowPasswords);
        command.Options.Add(WriterUser);
        command.Options.Add(ReaderUser);
    }
}
