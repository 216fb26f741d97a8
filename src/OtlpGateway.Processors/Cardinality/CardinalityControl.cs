// SPDX-License-Identifier: Apache-2.0

using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Processors.Cardinality.Decisions;
using OtlpGateway.Processors.Cardinality.Labels;

namespace OtlpGateway.Processors.Cardinality;

/// <summary>
/// The part of the processor that runs beside the data: it loads decisions, looks at the statistics now and then, ends
/// windows and saves what was decided. One for all pipelines that name the same processor; it runs while any of them does.
/// </summary>
internal sealed class CardinalityControl(
    CardinalityOptions options, ComponentId id, IDecisionStore? store, StatusPages? pages, TimeProvider time, ILogger logger)
{
    /// <summary>Windows that an undecided label may be silent before it is forgotten, and a decided one.</summary>
    private const int IdleWindows = 2;
    private const int DecidedIdleWindows = 168;

    private readonly Lock _lock = new();
    private readonly LabelReviewer _reviewer = new(options);
    private LabelBook? _book;
    private CardinalityPage? _page;
    private ReviewLoop? _loop;
    private Task _started = Task.CompletedTask;
    private int _users;
    private bool _readFailed;
    private bool _saveFailed;

    /// <summary>Null before the start.</summary>
    public LabelBook? Book => Volatile.Read(ref _book);

    public ComponentId Id => id;

    /// <summary>By each pipeline; the first one starts it.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_users++ == 0)
            {
                _started = StartOnceAsync(cancellationToken);
            }

            return _started;
        }
    }

    /// <summary>By each pipeline that started it; the last one stops it.</summary>
    public Task StopAsync(CancellationToken deadline)
    {
        lock (_lock)
        {
            return --_users == 0 ? StopOnceAsync(deadline) : Task.CompletedTask;
        }
    }

    /// <summary>Ends the window when it is over, looks at every label, and saves what changed.</summary>
    internal async ValueTask ReviewOnceAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        await AdoptAsync(now, cancellationToken);
        bool windowEnds = now - Book!.Epoch.Start >= options.Window;
        HashSet<Label> idle = [];
        foreach (Label label in Book.Labels.All())
        {
            if (Review(label, now, windowEnds))
            {
                idle.Add(label);
            }
        }

        if (windowEnds)
        {
            Book.BeginEpoch(now);
            Forget(idle);
        }

        if (Book.TakeChanged())
        {
            await SaveAsync(cancellationToken);
        }
    }

    /// <summary>Takes over what other gateways decided. When that cannot be read it is with a later review.</summary>
    private async ValueTask AdoptAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (store is null)
        {
            return;
        }

        try
        {
            foreach (StoredLabel other in await store.ReadOthersAsync(cancellationToken))
            {
                LabelArchive.Adopt(other, Book!, now);
            }

            _readFailed = false;
        }
        catch (IOException failure)
        {
            if (!_readFailed)
            {
                CardinalityLog.ReadFailed(logger, id.ToString(), failure.Message);
            }

            _readFailed = true;
        }
    }

    private async Task StartOnceAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        _loop = ReviewLoop.Start(options.ReviewInterval, time, ReviewOnceAsync);
        _page = new CardinalityPage(Book!);
        pages?.Add(CardinalityPage.Path, id.ToString(), _page);
    }

    private async Task StopOnceAsync(CancellationToken deadline)
    {
        if (_loop is null)
        {
            return;
        }

        pages?.Remove(CardinalityPage.Path, id.ToString(), _page!);
        await _loop.DisposeAsync();
        _loop = null;
        await SaveAsync(deadline);
        if (store is not null)
        {
            await store.DisposeAsync();
        }
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        try
        {
            StoredDecisions? stored = store is null ? null : await store.LoadAsync(cancellationToken);
            LabelBook book = new(options, stored?.Seed ?? BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))), now);
            if (stored is not null)
            {
                LabelArchive.Restore(stored, book, now);
            }

            CardinalityLog.Watching(logger, id.ToString(), options.MaxLabels, CardinalityMemory.MostBytes(options) >> 20, stored?.Labels.Count ?? 0);
            Volatile.Write(ref _book, book);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or System.Text.Json.JsonException or ComponentStartException)
        {
            await store!.DisposeAsync();
            throw new ComponentStartException($"processor {id}: {failure.Message}", failure);
        }
    }

    /// <summary>True when the label can be forgotten.</summary>
    private bool Review(Label label, DateTimeOffset now, bool windowEnds)
    {
        lock (label.Gate)
        {
            if (label.Unsaid is { } then)
            {
                Say(label, then);
                label.Unsaid = null;
            }

            LabelDecision before = label.Decision;
            if (_reviewer.Review(label, Book!.Epoch.Start, now) is { } decision)
            {
                if (!decision.IsStatistical)
                {
                    Book.ReleaseLimit(label);
                }

                label.Decide(decision);
                Book.Changed();
                Say(label, before);
            }

            if (!windowEnds)
            {
                return false;
            }

            label.Rotate();
            return label.IdleWindows >= (label.Decision.Rule == DecisionRule.None && label.Places is null ? IdleWindows : DecidedIdleWindows);
        }
    }

    private void Say(Label label, LabelDecision before) => CardinalityLog.Decided(
        logger, id.ToString(), label.MetricText, label.KeyText, Words.Of(before.Action), Words.Of(label.Decision.Action), label.Decision.Evidence);

    private void Forget(HashSet<Label> idle)
    {
        if (idle.Count == 0)
        {
            return;
        }

        Book!.Labels.Remove(idle);
        foreach (Label label in idle)
        {
            lock (label.Gate)
            {
                Book.Release(label);
            }
        }

        Book.Changed();
    }

    /// <summary>A failure is told once, and tried again with the next review: until then decisions are in memory.</summary>
    private async ValueTask SaveAsync(CancellationToken cancellationToken)
    {
        if (store is null)
        {
            return;
        }

        try
        {
            await store.SaveAsync(LabelArchive.Save(Book!), cancellationToken);
            _saveFailed = false;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Book!.Changed();
            if (!_saveFailed)
            {
                CardinalityLog.SaveFailed(logger, id.ToString(), failure.Message);
            }

            _saveFailed = true;
        }
    }
}
