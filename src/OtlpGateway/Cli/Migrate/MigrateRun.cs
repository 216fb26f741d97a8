// SPDX-License-Identifier: Apache-2.0

using System.CommandLine;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using OtlpGateway.ClickHouse.Client;
using OtlpGateway.ClickHouse.Embedded;
using OtlpGateway.ClickHouse.Schema;
using OtlpGateway.Exporters.ClickHouse;
using OtlpGateway.Hosting;
using OtlpGateway.Log.Kafka;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Cli.Migrate;

/// <summary>One run of <c>migrate</c>: exporter by exporter the plan, the question, the deed.</summary>
internal sealed class MigrateRun(MigrateOptions options, ParseResult result, GatewayConfig config, InvocationConfiguration invocation)
{
    private static readonly Signal[] Signals = [Signal.Traces, Signal.Logs, Signal.Metrics];

    private readonly bool _isDry = result.GetValue(options.DryRun);

    private TextWriter Output => invocation.Output;

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        List<ComponentConfig> exporters = [.. config.Components.Values.Where(component => component.Options is ClickHouseOptions)];
        using Meter meter = new("otlp-gateway");
        TopicMigration topics = new(config, options, result, new KafkaLogs(TimeProvider.System, meter, NullLogger.Instance), Output);
        if (exporters.Count == 0 && !topics.HasTopics)
        {
            ErrorText.Write(invocation.Error, "the configuration has no clickhouse exporter, and no topic on Kafka");
            return 1;
        }

        try
        {
            if (!await topics.RunAsync(_isDry, AgreeAsync, cancellationToken))
            {
                return 1;
            }
        }
        catch (Exception failure) when (failure is IOException or ComponentStartException)
        {
            ErrorText.Write(invocation.Error, $"kafka: {failure.Message}");
            return 1;
        }

        await using ChdbEngines engines = new(NullLoggerFactory.Instance);
        foreach (ComponentConfig exporter in exporters)
        {
            try
            {
                if (!await MigrateAsync($"{exporter.Id}", (ClickHouseOptions)exporter.Options, engines, cancellationToken))
                {
                    return 1;
                }
            }
            catch (Exception failure) when (failure is ChdbStartException or ClickHouseException or ComponentStartException)
            {
                ErrorText.Write(invocation.Error, $"{exporter.Id}: {failure.Message}");
                return 1;
            }
        }

        return 0;
    }

    private async Task<bool> MigrateAsync(string id, ClickHouseOptions section, ChdbEngines engines, CancellationToken cancellationToken)
    {
        await using ClickHouseMigration migration = await ClickHouseMigration.OpenAsync(id, section, Signals, engines, cancellationToken);
        await Output.WriteLineAsync($"{id}: {migration.Place}");
        SchemaPlan plan = await migration.PlanAsync(cancellationToken);
        if (!await ShowAsync(plan) || !await ApplyAsync(plan, migration, cancellationToken))
        {
            return false;
        }

        foreach (string line in await migration.RemainingAsync(cancellationToken))
        {
            ErrorText.Write(invocation.Error, $"{id}: {line}");
        }

        return !result.GetValue(options.CreateUsers) || await CreateUsersAsync(id, section, migration, cancellationToken);
    }

    /// <summary>False when the plan is not to be carried out.</summary>
    private async Task<bool> ShowAsync(SchemaPlan plan)
    {
        if (plan.Changes.Count == 0)
        {
            await Output.WriteLineAsync("  up to date");
            return true;
        }

        foreach (SchemaChange change in plan.Changes)
        {
            await Output.WriteLineAsync($"  {change.Table} ({change.Found}): {change.Change}");
            foreach (string line in change.Statements.SelectMany(statement => (statement + ";").Split('\n')))
            {
                await Output.WriteLineAsync($"      {line}");
            }
        }

        return _isDry || await AgreeAsync();
    }

    private async Task<bool> ApplyAsync(SchemaPlan plan, ClickHouseMigration migration, CancellationToken cancellationToken)
    {
        if (_isDry)
        {
            return true;
        }

        foreach (SchemaChange change in plan.Changes)
        {
            await migration.ApplyAsync(change, cancellationToken);
            await Output.WriteLineAsync($"  done: {change.Table}: {change.Change}");
        }

        return true;
    }

    /// <summary>Asks who sits in front of it; whoever calls it from a script has decided already.</summary>
    private async Task<bool> AgreeAsync()
    {
        if (result.GetValue(options.Yes) || Console.IsInputRedirected || Console.IsOutputRedirected)
        {
            return true;
        }

        await Output.WriteAsync("Apply? [y/N] ");
        return Console.ReadLine() is "y" or "Y" or "yes";
    }

    private async Task<bool> CreateUsersAsync(string id, ClickHouseOptions section, ClickHouseMigration migration, CancellationToken cancellationToken)
    {
        if (section.StoreDirectory is not null)
        {
            ErrorText.Write(invocation.Error, $"{id}: the embedded ClickHouse has no users; --create-users needs a server");
            return false;
        }

        IReadOnlyList<StoreUser> users = await migration.UsersAsync(result.GetValue(options.WriterUser)!, result.GetValue(options.ReaderUser)!, cancellationToken);
        UserPasswords passwords = new(result.GetValue(options.ShowPasswords));
        foreach ((StoreUser user, string variable) in users.Zip([UserPasswords.WriterVariable, UserPasswords.ReaderVariable]))
        {
            foreach (string statement in user.Describe())
            {
                await Output.WriteLineAsync($"      {statement};");
            }

            if (_isDry)
            {
                continue;
            }

            if (passwords.Of(user.Name, variable) is not { } password)
            {
                ErrorText.Write(invocation.Error, $"{id}: user {user.Name} has no password: set {variable}, or let --show-passwords make one and print it");
                return false;
            }

            await migration.CreateAsync(user, password, cancellationToken);
            await Output.WriteLineAsync($"  done: user {user.Name}");
        }

        await Output.WriteLineAsync($"  {users[0].Name} may not create tables: set create_schema: false where the gateway runs as that user");
        foreach ((string user, string password) in passwords.Made)
        {
            await Output.WriteLineAsync($"  password of {user}, if it was not there before: {password}");
        }

        return true;
    }
}
