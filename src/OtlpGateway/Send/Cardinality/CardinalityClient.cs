// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Send.Templates;

namespace OtlpGateway.Send.Cardinality;

/// <summary>
/// One application: its own instance id, its own streams of every family. Now and then it restarts and counts from zero
/// again, sends a point late, behind a newer one of its stream, or sends one twice.
/// </summary>
internal sealed class CardinalityClient
{
    private const int RoundsPerLife = 7;
    private const int OneOf = 10;

    private readonly int _number;
    private readonly string _run;
    private readonly Random _random;
    private readonly List<ClientStream> _streams = [];
    private readonly List<(ClientStream Stream, StreamPoint Point)> _held = [];
    private readonly int[] _amounts = new int[ClientStream.Bounds.Count + 1];
    private int _round;
    private int _life;
    private long _startUnixNano;

    /// <param name="run">Tells this run's clients from those of others.</param>
    /// <param name="number">Which client.</param>
    /// <param name="points">About how many points a request has; each family has the same number of streams.</param>
    /// <param name="random">Decides what happens.</param>
    /// <param name="nowUnixNano">When the client begins.</param>
    public CardinalityClient(string run, int number, int points, Random random, long nowUnixNano)
    {
        _run = run;
        _number = number;
        _random = random;
        _startUnixNano = nowUnixNano - 1;
        int streams = Math.Max(1, points / MetricFamily.All.Count);
        foreach (MetricFamily family in MetricFamily.All)
        {
            for (int stream = 0; stream < streams; stream++)
            {
                _streams.Add(new ClientStream(
                    family,
                    family.ValueOf(number, stream),
                    family.TemplateOf(stream),
                    gauge: 1 + stream,
                    isDelta: family.HasDelta && number % 2 == 1));
            }
        }
    }

    /// <summary>Every other client gets a new id with a restart, as a pod does; the others keep theirs, as a host does.</summary>
    public string Instance => _number % 2 == 0 ? $"{_run}-{_number:D5}" : $"{_run}-{_number:D5}-{_life}";

    /// <summary>The next request, and what it adds to the totals once it is acknowledged.</summary>
    public (RequestTemplate Request, IReadOnlyList<Increment> Increments) NextRound(long nowUnixNano)
    {
        if (_round > 0 && (_round + _number) % RoundsPerLife == 0)
        {
            Restart(nowUnixNano);
        }

        _round++;
        List<(ClientStream Stream, StreamPoint Point)> points = [];
        List<Increment> increments = [];
        List<(ClientStream Stream, StreamPoint Point)> late = [.. _held];
        _held.Clear();
        foreach (ClientStream stream in _streams)
        {
            if (stream.Last is { } last && _random.Next(OneOf) == 0)
            {
                points.Add((stream, last));
            }

            Happen(stream.Family.Kind);
            StreamPoint point = stream.Next(_amounts, _startUnixNano, nowUnixNano);
            increments.Add(new Increment(stream.Family, stream.Template, [.. _amounts.Select(amount => (long)amount)], point.Gauge));
            points.Add((stream, point));
            if (!stream.IsDelta && _random.Next(OneOf) == 0)
            {
                _held.Add((stream, point with { TimeUnixNano = point.TimeUnixNano - 1 }));
            }
        }

        points.AddRange(late);
        return (PointWriter.Write(Instance, points), increments);
    }

    private void Restart(long nowUnixNano)
    {
        _life++;
        _startUnixNano = nowUnixNano - 1;
        _held.Clear();
        _streams.ForEach(stream => stream.Restart());
    }

    private void Happen(FamilyKind kind)
    {
        const int MostEvents = 4;
        Array.Clear(_amounts);
        for (int bucket = 0; kind != FamilyKind.Gauge && bucket < _amounts.Length; bucket++)
        {
            _amounts[bucket] = _random.Next(MostEvents);
        }
    }
}
