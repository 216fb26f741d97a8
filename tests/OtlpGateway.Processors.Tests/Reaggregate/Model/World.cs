// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Processors.Reaggregate;

namespace OtlpGateway.Processors.Tests.Reaggregate.Model;

/// <summary>
/// Producers that count, restart, fall silent, change their labels, and send points late or twice; and what must come out,
/// which follows from the events alone, without any rule of merging but what a point means.
/// </summary>
internal sealed class World
{
    public const double Stale = 60;
    public const double Expiry = 300;

    private const int Groups = 3;

    private readonly Random _random;
    private readonly Action<Source, SourcePoint> _send;
    private readonly Dictionary<(SourceKind Kind, int Group), long[]> _totals = [];
    private readonly Dictionary<(SourceKind Kind, int Group), HashSet<int>> _details = [];

    public World(Random random, Action<Source, SourcePoint> send)
    {
        _random = random;
        _send = send;
        int sources = random.Next(2, 14);
        for (int id = 0; id < sources; id++)
        {
            SourceKind kind = (SourceKind)random.Next(7);
            bool isDelta = kind is not (SourceKind.Gauge or SourceKind.Summary) && random.Next(3) == 0;
            Sources.Add(new Source
            {
                Id = id,
                Kind = kind,
                IsDelta = isDelta,
                SaysStart = isDelta || random.Next(3) > 0,
                IsStamped = random.Next(3) > 0,
                Group = random.Next(Groups),
                Detail = random.Next(3),

                // Some began before the group first ran.
                Start = isDelta || random.Next(4) > 0 ? 0.5 : -1000,
            });
        }
    }

    public List<Source> Sources { get; } = [];

    public double Now { get; private set; } = 1;

    /// <summary>What the total of a series must be, by size of event; null when it never had a stream.</summary>
    public long[]? TotalOf(SourceKind kind, int group) => _totals.GetValueOrDefault((kind, group));

    /// <summary>How fine the buckets were that went into a series.</summary>
    public IReadOnlySet<int> DetailsOf(SourceKind kind, int group) => _details[(kind, group)];

    public IEnumerable<Source> Live(SourceKind kind, int group) => Sources.Where(source =>
        source.Kind == kind && source.Told is not null && source.Group == group && source.Seen + Stale >= (long)Now);

    /// <summary>Time passes, and every producer does something or nothing.</summary>
    public void Step()
    {
        // Now and then everybody is silent for long, but for the first one.
        bool silence = _random.Next(40) == 0;
        int seconds = silence ? 500 : 1;
        for (int second = 0; second < seconds; second += 20)
        {
            Now += silence ? 20 : _random.Next(1, 12);
            foreach (Source source in Sources)
            {
                if (!silence || source.Id == 0)
                {
                    Act(source);
                }
            }
        }
    }

    private void Act(Source source)
    {
        for (int events = _random.Next(4); events > 0; events--)
        {
            source.Events[_random.Next(Source.Cells)] += _random.Next(1, 100);
        }

        switch (_random.Next(12))
        {
            case 0 when source.Last is { } && source.Held is null && (IsCumulative(source) || Now - source.Seen < Stale):
                // Twice: says nothing. What is not cumulative may be forgotten, and then does.
                _send(source, source.Last);
                break;
            case 1 when source.Held is null && source.Last is not null:
                source.Held = Make(source);
                break;
            case 2:
                break;
            case 3 when !source.IsDelta:
                Restart(source);
                break;
            case 4 when source.IsStamped && source.Held is null:
                source.Group = _random.Next(Groups);
                Tell(source, Make(source));
                break;
            case 5 when source.Held is null && _random.Next(8) == 0:
                source.Detail = _random.Next(3);
                break;
            default:
                Tell(source, Make(source));
                Release(source);
                break;
        }
    }

    private static bool IsCumulative(Source source) => !source.IsDelta && source.Kind != SourceKind.Gauge;

    private SourcePoint Make(Source source)
    {
        SourcePoint point = new(source.SaysStart ? source.Start : null, Now, [.. source.Events], source.Group, source.Detail);
        if (source.IsDelta)
        {
            source.Start = Now;
            Array.Clear(source.Events);
        }

        return point;
    }

    /// <summary>The held point comes behind a newer one: a delta counts, all else was said by the newer one.</summary>
    private void Release(Source source)
    {
        if (source.Held is not { } held)
        {
            return;
        }

        source.Held = null;
        if (source.IsDelta)
        {
            Add(source, held.Events, []);
            source.Seen = (long)Now;
        }

        _send(source, held);
    }

    private void Restart(Source source)
    {
        source.Held = null;
        Array.Clear(source.Events);
        if (source.SaysStart)
        {
            source.Start = Now - 0.25;
            source.Events[2] = _random.Next(50);
        }

        bool wasTold = source.Told is not null;
        source.Told = wasTold ? new long[Source.Cells] : null;
        source.ToldDetail = source.Detail;
        Tell(source, Make(source));
    }

    /// <summary>A point that is newer than all before: what is in it and was not told is new.</summary>
    private void Tell(Source source, SourcePoint point)
    {
        bool isKnown = source.Told is not null;
        bool isNewLife = source.SaysStart && source.Start > 0 && (source.Last is null || source.Start >= source.Last.Time);
        if (source.IsDelta)
        {
            Add(source, point.Events, []);
        }
        else if (source.Kind is not (SourceKind.Gauge or SourceKind.UpDownCounter))
        {
            long[] nothing = point.Events;
            Add(source, point.Events, isKnown ? source.Told! : isNewLife ? [] : nothing);
            DetailsAt(source).Add(isKnown ? source.ToldDetail : source.Detail);
        }

        source.Told = [.. point.Events];
        source.ToldDetail = point.Detail;
        source.Last = point;
        source.Seen = (long)Now;
        _send(source, point);
    }

    private void Add(Source source, long[] events, long[] before)
    {
        (SourceKind, int) key = (source.Kind, source.Group);
        long[] total = _totals.TryGetValue(key, out long[]? known) ? known : _totals[key] = new long[Source.Cells];
        for (int cell = 0; cell < Source.Cells; cell++)
        {
            total[cell] += events[cell] - (before.Length == 0 ? 0 : before[cell]);
        }

        DetailsAt(source).Add(source.Detail);
    }

    private HashSet<int> DetailsAt(Source source)
    {
        (SourceKind, int) key = (source.Kind, source.Group);
        return _details.TryGetValue(key, out HashSet<int>? details) ? details : _details[key] = [];
    }
}
