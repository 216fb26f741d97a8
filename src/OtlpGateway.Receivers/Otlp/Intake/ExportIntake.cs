// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Receivers.Otlp.Answers;
using OtlpGateway.Receivers.Otlp.Deduplication;
using OtlpGateway.Wire.Buffers;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Receivers.Otlp.Intake;

/// <summary>
/// What both protocols share: a request's protobuf bytes in, the answer out. Checks them, recognises retries, delivers
/// what is good, and keeps the books.
/// </summary>
internal sealed class ExportIntake(IReadOnlyDictionary<Signal, PipelineEntry> pipelines, RequestDeduplicator? deduplicator)
{
    private static readonly EdgeLimits Limits = EdgeLimits.Default;

    /// <summary>Whether a pipeline takes the signal.</summary>
    public bool Takes(Signal signal) => pipelines.ContainsKey(signal);

    /// <summary>Takes the request in and completes when it can be answered.</summary>
    /// <param name="request">The uncompressed protobuf request; owned by this call from now on.</param>
    public async ValueTask<ExportAnswer> ExportAsync(
        Signal signal,
        PooledBuffer request,
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

        Delivery delivery = await DeliverOnceAsync(signal, request, edge, client, cancellationToken);
        return Answer(signal, edge, delivery, message, metrics);
    }

    /// <summary>Counts a request that is refused before or by its reading.</summary>
    public static ExportAnswer Refuse(in Refusal refusal, OtlpReceiverMetrics metrics)
    {
        metrics.Refused(refusal.Reason, refusal.Code is RpcCode.Internal or RpcCode.Unavailable);
        return new ExportAnswer(refusal, 0, "");
    }

    private async ValueTask<Delivery> DeliverOnceAsync(
        Signal signal,
        PooledBuffer request,
        EdgeResult edge,
        ClientContext client,
        CancellationToken cancellationToken)
    {
        if (deduplicator is null)
        {
            return new Delivery(await DeliverAsync(signal, request, edge, client, default, cancellationToken), false);
        }

        UInt128 hash = RequestHash.Compute(signal, request.Span);
        while (true)
        {
            switch (deduplicator.Begin(hash, out RequestInProgress? inProgress))
            {
                case Recognition.Stored:
                    request.Dispose();
                    return new Delivery(Outcome.Accepted, true);
                case Recognition.InProgress:
                    Outcome shared = await JoinAsync(inProgress!, cancellationToken);
                    if (shared.Kind == OutcomeKind.Cancelled && !cancellationToken.IsCancellationRequested)
                    {
                        // The first client went away, which is no reason to send this one away.
                        continue;
                    }

                    request.Dispose();
                    return new Delivery(shared, true);
                default:
                    return new Delivery(
                        await DeliverNewAsync(signal, request, edge, client, hash, inProgress!, cancellationToken), false);
            }
        }
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
        Signal signal,
        PooledBuffer request,
        EdgeResult edge,
        ClientContext client,
        UInt128 hash,
        RequestInProgress inProgress,
        CancellationToken cancellationToken)
    {
        // Whoever joined must be answered even if a bug throws below.
        Outcome outcome = Outcome.Retry(Reasons.Internal, "the request failed inside the gateway");
        try
        {
            outcome = await DeliverAsync(signal, request, edge, client, new[] { hash }, cancellationToken);
        }
        finally
        {
            deduplicator!.Complete(hash, inProgress, outcome);
        }

        return outcome;
    }

    private async ValueTask<Outcome> DeliverAsync(
        Signal signal,
        PooledBuffer request,
        EdgeResult edge,
        ClientContext client,
        ReadOnlyMemory<UInt128> hashes,
        CancellationToken cancellationToken)
    {
        // The batch owns the bytes from here on: a queue behind it may hold them for longer than this call.
        PooledBuffer accepted = edge.RejectedItems == 0 ? request : WithoutRejected(signal, request);
        using TelemetryBatch batch = TelemetryBatch.Create(signal, accepted, edge.AcceptedItems, client, hashes);
        try
        {
            return await pipelines[signal].Consumer.ConsumeAsync(batch, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Outcome.Cancelled();
        }
    }

    private static PooledBuffer WithoutRejected(Signal signal, PooledBuffer request)
    {
        using PooledBuffer whole = request;
        using ProtobufWriter writer = new(request.Length);
        OtlpEdge.WriteAccepted(signal, request.Span, Limits, writer);
        return writer.Detach(0);
    }

    private static ExportAnswer Answer(Signal signal, in EdgeResult edge, in Delivery delivery, string message, OtlpReceiverMetrics metrics)
    {
        Outcome outcome = delivery.Outcome;
        if (!outcome.IsSuccess)
        {
            metrics.RefusedItems(signal, edge.AcceptedItems, outcome.Reason);
            return Refuse(AnswerMapping.FromOutcome(outcome), metrics);
        }

        metrics.Success();
        if (delivery.Shared)
        {
            metrics.Deduplicated(edge.AcceptedItems);
        }
        else
        {
            metrics.AcceptedItems(signal, edge.AcceptedItems - outcome.RejectedItems);
            metrics.RefusedItems(signal, outcome.RejectedItems, outcome.Reason);
        }

        string joined = outcome.RejectedItems == 0 ? message
            : AnswerMapping.Shorten(message.Length == 0 ? outcome.Message : $"{message}; {outcome.Message}");
        return new ExportAnswer(null, edge.RejectedItems + outcome.RejectedItems, joined);
    }

    private readonly record struct Delivery(Outcome Outcome, bool Shared);
}
