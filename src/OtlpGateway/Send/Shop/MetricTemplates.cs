// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Send.Templates;
using static OtlpGateway.Wire.Otlp.Fields.MetricsFields;

namespace OtlpGateway.Send.Shop;

/// <summary>
/// Requests of data points, one per series. Every kind of metric comes in every service; cumulative values grow with every
/// request, so that one template goes on being the same streams.
/// </summary>
internal static class MetricTemplates
{
    private static readonly string[] Routes = ["/products", "/cart", "/checkout", "/session", "/orders", "/search", "/"];

    /// <summary>How many points it takes to have every kind of metric in every service once.</summary>
    public static int Cycle => ShopService.All.Count * ShopMetric.All.Count;

    /// <param name="first">The first series: requests smaller than a cycle need several templates to show all kinds.</param>
    /// <param name="points">How many series, and so points.</param>
    /// <param name="instance">The instance of the services.</param>
    /// <param name="startUnixNano">When the streams began.</param>
    public static RequestTemplate Build(int first, int points, string instance, long startUnixNano)
    {
        using TemplateBuilder request = new();
        IEnumerable<Series> series = Enumerable.Range(first, points).Select(Series.Of);
        foreach (IGrouping<ShopService, Series> service in series.GroupBy(s => s.Service))
        {
            request.Message(MetricsData.ResourceMetrics, envelope =>
            {
                envelope.Message(ResourceMetrics.Resource, r => service.Key.WriteResource(r, instance));
                envelope.Message(ResourceMetrics.ScopeMetrics, scope =>
                {
                    scope.Message(ScopeMetrics.Scope, service.Key.WriteScope);
                    foreach (IGrouping<ShopMetric, Series> metric in service.GroupBy(s => s.Metric))
                    {
                        scope.Message(ScopeMetrics.Metrics, m => metric.Key.Write(m, metric.Select(s => s.Label), startUnixNano));
                    }
                });
            });
        }

        return request.Build(points);
    }

    /// <summary>Services first, then kinds, then as many label values as the points need.</summary>
    private sealed record Series(ShopService Service, ShopMetric Metric, string Label)
    {
        public static Series Of(int index)
        {
            int service = index % ShopService.All.Count;
            int metric = index / ShopService.All.Count % ShopMetric.All.Count;
            int label = index / Cycle;
            string route = Routes[label % Routes.Length];
            return new Series(
                ShopService.All[service],
                ShopMetric.All[metric],
                label < Routes.Length ? route : $"{route}?shard={label / Routes.Length}");
        }
    }
}
