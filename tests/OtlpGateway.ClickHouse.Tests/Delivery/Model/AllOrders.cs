// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.ClickHouse.Tests.Delivery.Model;

/// <summary>Runs a scenario once for every order in which its owners' statements can come.</summary>
internal static class AllOrders
{
    /// <param name="start">Starts the owners of one run and returns what checks it.</param>
    /// <returns>How many orders there are.</returns>
    internal static int Run(Func<Turns, (Task[] Owners, Action Check)> start)
    {
        List<(int Choice, int Choices)> path = [];
        int orders = 0;
        do
        {
            Turns turns = new();
            (Task[] owners, Action check) = start(turns);
            for (int step = 0; turns.Waiting is { Count: > 0 } waiting; step++)
            {
                if (step == path.Count)
                {
                    path.Add((0, waiting.Count));
                }

                turns.Go(waiting[path[step].Choice]);
            }

            Finish(owners, check);
            orders++;
        }
        while (Next(path));
        return orders;
    }

    /// <summary>Runs a scenario in one random order.</summary>
    internal static void RunRandom(int seed, Func<Turns, Random, (Task[] Owners, Action Check)> start)
    {
        Random random = new(seed);
        Turns turns = new();
        (Task[] owners, Action check) = start(turns, random);
        while (turns.Waiting is { Count: > 0 } waiting)
        {
            turns.Go(waiting[random.Next(waiting.Count)]);
        }

        Finish(owners, check);
    }

    private static void Finish(Task[] owners, Action check)
    {
        foreach (Task owner in owners.Where(owner => owner.IsFaulted))
        {
            throw owner.Exception!;
        }

        check();
    }

    private static bool Next(List<(int Choice, int Choices)> path)
    {
        while (path.Count > 0)
        {
            (int choice, int choices) = path[^1];
            path.RemoveAt(path.Count - 1);
            if (choice + 1 < choices)
            {
                path.Add((choice + 1, choices));
                return true;
            }
        }

        return false;
    }
}
