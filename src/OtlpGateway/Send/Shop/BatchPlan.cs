// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Send.Shop;

/// <summary>Fills a request with traces; the last one is cut where the request is full. Same seed, same plan.</summary>
internal static class BatchPlan
{
    private const int Customers = 5000;

    // A request holds what the last second brought, all of it finished.
    private static readonly TimeSpan LongestTrace = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan Spread = TimeSpan.FromSeconds(1);

    public static IReadOnlyList<PlannedSpan> Create(int spans, Random random)
    {
        List<PlannedSpan> plan = new(spans);
        while (plan.Count < spans)
        {
            int root = plan.Count;
            int customer = random.Next(Customers);
            TimeSpan began = LongestTrace + (Spread * random.NextDouble());
            foreach (ScenarioSpan shape in Pick(random).Spans.Take(spans - root))
            {
                int parent = shape.Parent < 0 ? -1 : root + shape.Parent;
                plan.Add(new PlannedSpan(shape, plan.Count, root, parent, began, customer));
            }
        }

        return plan;
    }

    private static Scenario Pick(Random random)
    {
        int pick = random.Next(Scenario.All.Sum(s => s.Weight));
        return Scenario.All.First(s => (pick -= s.Weight) < 0);
    }
}
