// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Receivers.Otlp.Answers;
using OtlpGateway.Receivers.Otlp.Deduplication;
using OtlpGateway.Servers.Bodies;
using OtlpGateway.Wire.Buffers;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Receivers.Otlp.Intake;

/// <summary>
/// What both protocols share: a request's protobuf bytes in, the answer out. Checks them, recognises retries, delivers
/// what is good, and keeps the books.
/// </summary>
/// <remarks>
/// Where retries are recognised, a delivery does not end with its client: a log may store what it was asked to although
/// nobody waits any more, and the client will send the same again. The delivery goes on, its memory stays reserved, and
/// the retry joins it or finds it stored.
/// </remarks>
internal sealed class ExportIntake(
    IReadOnlyDictionary<Signal, PipelineEntry> pipelines,
    RequestDeduplicator? deduplicator,
    AbandonedDeliveries abandoned)
{
    private static readonly EdgeLimits Limits = EdgeLimits.Default;

    /// <summary>Whether a pipeline takes the signal.</summary>
    public bool Takes(Signal signal) => pipelines.ContainsKey(signal);

    /// <summary>Takes the request in and completes when it can be answered.</summary>
    /// <param name="signal">What it is a request of.</param>
    /// <param name="request">The uncompressed protobuf request; owned by this call from now on.</param>
    /// <param name="reservation">What the request holds of the memory budget.</param>
    /// <param name="client">Who sent it.</param>
    /// <param name="metrics">Where it is counted.</param>
    /// <param name="cancellationToken">Fires when nobody waits for the answer any more.</param>
    public async ValueTask<ExportAnswer> ExportAsync(
        Signal signal,
        PooledBuffer request,
        MemoryReservation reservation,
        ClientContext client,
        OtlpReceiverMetrics metrics,
        CancellationToken cancellationToken)
    {
        EdgeResult edge = OtlpEdge.Check(signal, request.Span, Limits);
        if (edge.IsMalformed)
        {
            request.Dispose();
            return Refuse(AnswerMapping.Final(Reasons.Malformed, edge.DescribeFault()), metrics);
        }

        metrics.Odd(edge.Warnings);
        metrics.RefusedItems(signal, edge.RejectedItems, Reasons.InvalidItem);
        string message = edge.RejectedItems == 0 ? "" : AnswerMapping.Shorten(edge.DescribeRejected(request.Span));
        if (edge.AcceptedItems == 0)
        {
            request.Dispose();
            metrics.Success();
            return new ExportAnswer(null, edge.RejectedItems, message);
        }

        Export export = new(signal, request, edge, client, metrics);
        Outcome outcome = deduplicator is null
            ? await DeliverAsync(export, default, cancellationToken)
            : await DeliverOnceAsync(export, deduplicator, reservation, cancellationToken);
        return Answer(edge, outcome, message, metrics);
    }

    /// <summary>Counts a request that is not answered with success.</summary>
    public static ExportAnswer Refuse(in Refusal refusal, OtlpReceiverMetrics metrics)
    {
        metrics.Refused(refusal.Reason, refusal.Code is RpcCode.Internal or RpcCode.Unavailable);
        return new ExportAnswer(refusal, 0, "");
    }

    private async ValueTask<Outcome> DeliverOnceAsync(
        Export export,
        RequestDeduplicator deduplicator,
        MemoryReservation reservation,
        CancellationToken cancellationToken)
    {
        UInt128 hash = RequestHash.Compute(export.Signal, export.Request.Span);
        while (!cancellationToken.IsCancellationRequested)
        {
            switch (deduplicator.Begin(hash, out RequestInProgress? inProgress))
            {
                case Recognition.New:
                    ValueTask<Outcome> delivery = DeliverNewAsync(export, deduplicator, hash, inProgress!, reservation.HandOver());
                    return delivery.IsCompleted ? await delivery : await abandoned.WaitAsync(delivery.AsTask(), cancellationToken);
                case Recognition.InProgress:
                    Outcome shared = await JoinAsync(inProgress!, cancellationToken);
                    if (shared.Kind == OutcomeKind.Cancelled)
                    {
                        // Either nobody waits for this one either, or the other was given up, which does not bind us.
                        continue;
                    }

                    CountShared(export, shared);
                    return shared;
                default:
                    CountShared(export, Outcome.Accepted);
                    return Outcome.Accepted;
            }
        }

        Outcome cancelled = Outcome.Cancelled();
        CountShared(export, cancelled);
        return cancelled;
    }

    private static async ValueTask<Outcome> JoinAsync(RequestInProgress inProgress, CancellationToken cancellationToken)
    {
        try
        {
            return await inProgress.Outcome.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return Outcome.Cancelled();
        }
    }

    private async ValueTask<Outcome> DeliverNewAsync(
        Export export,
        RequestDeduplicator deduplicator,
        UInt128 hash,
        RequestInProgress inProgress,
        MemoryReservation reservation)
    {
        // Whoever joined must be answered even if a bug throws below.
        Outcome outcome = Outcome.Retry(Reasons.Internal, "the request failed inside the gateway");
        try
        {
            outcome = await DeliverAsync(export, new[] { hash }, abandoned.Stopping);
            return outcome;
        }
        finally
        {
            reservation.Dispose();
            deduplicator.Complete(hash, inProgress, outcome);
        }
    }

    /// <summary>Delivers and counts the items, whoever may still wait for it.</summary>
    private async ValueTask<Outcome> DeliverAsync(Export export, ReadOnlyMemory<UInt128> hashes, CancellationToken cancellationToken)
    {
        // The batch owns the bytes from here on: a queue behind it may hold them for longer than this call.
        PooledBuffer accepted = export.Edge.RejectedItems == 0 ? export.Request : WithoutRejected(export);
        using TelemetryBatch batch = TelemetryBatch.Create(export.Signal, accepted, export.Edge.AcceptedItems, export.Client, hashes);
        Outcome outcome;
        try
        {
            outcome = await pipelines[export.Signal].Consumer.ConsumeAsync(batch, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            outcome = Outcome.Cancelled();
        }

        int refused = outcome.IsSuccess ? outcome.RejectedItems : batch.ItemCount;
        export.Metrics.AcceptedItems(export.Signal, batch.ItemCount - refused);
        export.Metrics.RefusedItems(export.Signal, refused, outcome.Reason);
        return outcome;
    }

    private static PooledBuffer WithoutRejected(Export export)
    {
        using PooledBuffer whole = export.Request;
        using ProtobufWriter writer = new(whole.Length);
        OtlpEdge.WriteAccepted(export.Signal, whole.Span, Limits, writer);
        return writer.Detach(0);
    }

    /// <summary>Ends a request that another's delivery answers.</summary>
    private static void CountShared(Export export, in Outcome outcome)
    {
        export.Request.Dispose();
        if (outcome.IsSuccess)
        {
            export.Metrics.Deduplicated(export.Edge.AcceptedItems);
        }
        else
        {
            export.Metrics.RefusedItems(export.Signal, export.Edge.AcceptedItems, outcome.Reason);
        }
    }

    private static ExportAnswer Answer(in EdgeResult edge, in Outcome outcome, string message, OtlpReceiverMetrics metrics)
    {
        if (!outcome.IsSuccess)
        {
            return Refuse(AnswerMapping.FromOutcome(outcome), metrics);
        }

        metrics.Success();
        string joined = outcome.RejectedItems == 0 ? message
            : AnswerMapping.Shorten(message.Length == 0 ? outcome.Message : $"{message}; {outcome.Message}");
        return new ExportAnswer(null, edge.RejectedItems + outcome.RejectedItems, joined);
    }

    private readonly record struct Export(
        Signal Signal, PooledBuffer Request, EdgeResult Edge, ClientContext Client, OtlpReceiverMetrics Metrics);
}
