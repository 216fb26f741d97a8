// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using OpenTelemetry.Proto.Collector.Logs.V1;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Logs.V1;
using static OtlpGateway.Testing.Otlp.SampleParts;

namespace OtlpGateway.Testing.Otlp;

/// <summary>Logs as a web service writes them: a line of text, its thread and logger, the trace it belongs to.</summary>
public static class SampleLogs
{
    public static ExportLogsServiceRequest Make(int records, int seed = 1)
    {
        var random = new Random(seed);
        var scope = new ScopeLogs { Scope = new InstrumentationScope { Name = "com.example.checkout.OrderService" } };
        for (int index = 0; index < records; index++)
        {
            ulong time = Start + ((ulong)index * 1_000_000);
            string order = random.Next(1_000_000).ToString(CultureInfo.InvariantCulture);
            scope.LogRecords.Add(new LogRecord
            {
                TimeUnixNano = time,
                ObservedTimeUnixNano = time + 1_000,
                SeverityNumber = SeverityNumber.Info,
                SeverityText = "INFO",
                Body = new AnyValue { StringValue = $"Order {order} was placed, payment is pending, 3 items" },
                TraceId = Id(random, 16),
                SpanId = Id(random, 8),
                Flags = 1,
                Attributes =
                {
                    Text("log.logger", "com.example.checkout.OrderService"),
                    Text("thread.name", "http-nio-8443-exec-" + random.Next(64).ToString(CultureInfo.InvariantCulture)),
                    Whole("thread.id", random.Next(1000)),
                    Text("order.id", order),
                    Text("k8s.pod.name", "checkout-7d9c6b5f4-x2x9q"),
                },
            });
        }

        return new ExportLogsServiceRequest { ResourceLogs = { new ResourceLogs { Resource = Service(), ScopeLogs = { scope } } } };
    }
}
