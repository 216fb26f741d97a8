// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Prometheus.Naming;
using Xunit;

namespace OtlpGateway.Prometheus.Tests.Naming;

public class MetricNameRulesTests
{
    [Theory]
    [InlineData("http.server.request.duration", "s", "", "http_server_request_duration_seconds")]
    [InlineData("http.server.requests", "{request}", "counter", "http_server_requests_total")]
    [InlineData("system.io", "By/s", "counter", "system_io_bytes_per_second_total")]
    [InlineData("system.filesystem.usage", "By", "", "system_filesystem_usage_bytes")]
    [InlineData("system.cpu.utilization", "1", "gauge", "system_cpu_utilization_ratio")]
    [InlineData("ratio.of.hits", "1", "gauge", "of_hits_ratio")]
    [InlineData("hw.fans", "1", "", "hw_fans")]
    [InlineData("network.received.total", "By", "counter", "network_received_bytes_total")]
    [InlineData("total.network.total.received", "", "counter", "network_received_total")]
    [InlineData("request.seconds", "s", "", "request_seconds")]
    [InlineData("bytes.per.second", "By/s", "", "bytes_per_second")]
    [InlineData("speed", "m/s", "gauge", "speed_meters_per_second")]
    [InlineData("things", "{thing}/s", "", "things_per_second")]
    [InlineData("things", "By/{request}", "", "things_bytes")]
    [InlineData("fuel", "gal/mo", "", "fuel_gal_per_month")]
    [InlineData("odd", "foo bar/x-y", "", "odd_foo_bar_per_x_y")]
    [InlineData("disk", "TiBy", "", "disk_tibibytes")]
    [InlineData("disk", "KiBy", "", "disk_kibibytes")]
    [InlineData("temperature", "Cel", "gauge", "temperature_celsius")]
    [InlineData("load", "%", "gauge", "load_percent")]
    [InlineData("cost", "$", "", "cost_dollars")]
    [InlineData("a..b__c--d", "", "", "a_b_c_d")]
    [InlineData("__leading", "", "", "leading")]
    [InlineData("2xx.responses", "", "", "_2xx_responses")]
    [InlineData("job:requests:rate5m", "", "", "job:requests:rate5m")]
    [InlineData("größe", "", "", "gr_e")]
    [InlineData("", "s", "", "")]
    [InlineData("___", "", "", "")]
    [InlineData("日本", "", "counter", "")]
    public void Translate_EscapingWithSuffixes_IsAsPrometheusHasIt(string name, string unit, string type, string expected) =>
        Assert.Equal(expected, Translate(TranslationStrategy.UnderscoreEscapingWithSuffixes, name, unit, type));

    [Theory]
    [InlineData("http.server.request.duration", "s", "", "http_server_request_duration")]
    [InlineData("a__b.c", "", "counter", "a__b_c")]
    [InlineData("9lives", "", "", "_9lives")]
    [InlineData("..", "", "", "")]
    public void Translate_EscapingWithoutSuffixes_AddsNothing(string name, string unit, string type, string expected) =>
        Assert.Equal(expected, Translate(TranslationStrategy.UnderscoreEscapingWithoutSuffixes, name, unit, type));

    [Theory]
    [InlineData("http.server.request.duration", "s", "", "http.server.request.duration_seconds")]
    [InlineData("http.server.duration_seconds", "s", "", "http.server.duration_seconds")]
    [InlineData("system.io", "By/s", "counter", "system.io_bytes_per_second_total")]
    [InlineData("system.io_total", "By", "counter", "system.io_bytes_total")]
    [InlineData("system.cpu", "1", "gauge", "system.cpu_ratio")]
    [InlineData("größe", "", "", "größe")]
    public void Translate_Utf8WithSuffixes_KeepsTheName(string name, string unit, string type, string expected) =>
        Assert.Equal(expected, Translate(TranslationStrategy.NoUTF8EscapingWithSuffixes, name, unit, type));

    [Theory]
    [InlineData("http.server.request.duration", "s", "counter", "http.server.request.duration")]
    [InlineData("", "s", "", "")]
    public void Translate_NoTranslation_IsTheName(string name, string unit, string type, string expected) =>
        Assert.Equal(expected, Translate(TranslationStrategy.NoTranslation, name, unit, type));

    [Theory]
    [InlineData("shop", "orders", "shop_orders_total")]
    [InlineData("my-shop", "orders", "my_shop_orders_total")]
    [InlineData("shop", "2orders", "shop_2orders_total")]
    [InlineData("2shop", "orders", "_2shop_orders_total")]
    public void Translate_Namespace_StandsBeforeTheName(string prefix, string name, string expected) =>
        Assert.Equal(expected, new MetricNameRules(TranslationStrategy.UnderscoreEscapingWithSuffixes, prefix).Translate(name, "", isCounter: true, isGauge: false));

    private static string Translate(TranslationStrategy strategy, string name, string unit, string type) =>
        new MetricNameRules(strategy).Translate(name, unit, type == "counter", type == "gauge");
}
