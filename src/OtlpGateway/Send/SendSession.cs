// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Send.Cardinality;
using OtlpGateway.Send.Report;
using OtlpGateway.Send.Transport;

namespace OtlpGateway.Send;

/// <summary>One run of the generator: all its connections, and what they did together.</summary>
internal sealed class SendSession(SendOptions options, TimeProvider time)
{
    private readonly BatchSource _source = new(options.Batch, options.Count);

    public SendStatistics Statistics { get; } = new(options.Signals);

    /// <summary>Time and pace of the run.</summary>
    public Pacer Pacer { get; } = new(options.Rate, options.Duration, time);

    /// <summary>What the scenario <c>cardinality</c> must leave at its destination; null for the shop.</summary>
    public ExpectedTotals? Expected { get; } = options.Scenario == SendScenario.Cardinality ? new ExpectedTotals() : null;

    /// <summary>
    /// Sends until the count or the time is up and all requests are answered or given up. Cancelling ends it at once: what
    /// is under way then counts as failed.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using AckedFile? acked = options.AckedFile is { } path ? new AckedFile(path, options.Run.Span) : null;
        long start = SendClock.Now(time);
        IEnumerable<Task> connections = Enumerable.Range(0, options.Connections)
            .Select(connection => Task.Run(() => RunConnectionAsync(connection, start, acked, cancellationToken), CancellationToken.None));
        await Task.WhenAll(connections);
    }

    private async Task RunConnectionAsync(int number, long startUnixNano, AckedFile? acked, CancellationToken cancellationToken)
    {
        IOtlpTransport transport = options.Protocol == SendProtocol.Grpc ? new GrpcTransport(options) : new HttpTransport(options, time);
        RequestDelivery delivery = new(transport, new RetryPolicy(options.RetryTimeout, new Random(options.Seed + number)), Statistics, time);
        try
        {
            if (Expected is { } expected)
            {
                using CardinalityConnection client = new(options, Client(number, startUnixNano), delivery, expected, new SendClock(time));
                await client.RunAsync(_source, Pacer, cancellationToken);
            }
            else
            {
                ConnectionTemplates templates = new(options, number, startUnixNano);
                using SendConnection connection = new(options, templates, delivery, acked, new SendClock(time));
                await connection.RunAsync(_source, Pacer, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The user has seen enough.
        }
    }

    private CardinalityClient Client(int number, long startUnixNano) => new(
        Convert.ToHexStringLower(options.Run.Span),
        number,
        options.Batch,
        new Random((options.Seed * 7919) + number),
        startUnixNano);
}
