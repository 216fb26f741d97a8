// SPDX-License-Identifier: Apache-2.0
//
// usage: node emit.js grpc|http/json|http/protobuf ENDPOINT RUN_ID
//
// Sends known traces, metrics and logs through the real SDK and its real exporters, which get nothing but
// OTEL_EXPORTER_OTLP_ENDPOINT. Prints what it sent as one line of JSON; exits with 1 when an export failed.
'use strict';

const [protocol, endpoint, runId] = process.argv.slice(2);
const suffix = { grpc: 'grpc', 'http/json': 'http', 'http/protobuf': 'proto' }[protocol];
if (!suffix || !endpoint || !runId) {
  console.error('usage: node emit.js grpc|http/json|http/protobuf ENDPOINT RUN_ID');
  process.exit(1);
}
process.env.OTEL_EXPORTER_OTLP_ENDPOINT = endpoint;

const { context, trace, SpanKind, SpanStatusCode } = require('@opentelemetry/api');
const { SeverityNumber } = require('@opentelemetry/api-logs');
const { resourceFromAttributes } = require('@opentelemetry/resources');
const { NodeTracerProvider, BatchSpanProcessor } = require('@opentelemetry/sdk-trace-node');
const { MeterProvider, PeriodicExportingMetricReader, AggregationType } = require('@opentelemetry/sdk-metrics');
const { LoggerProvider, BatchLogRecordProcessor } = require('@opentelemetry/sdk-logs');
const { OTLPTraceExporter } = require(`@opentelemetry/exporter-trace-otlp-${suffix}`);
const { OTLPMetricExporter } = require(`@opentelemetry/exporter-metrics-otlp-${suffix}`);
const { OTLPLogExporter } = require(`@opentelemetry/exporter-logs-otlp-${suffix}`);

const failures = [];

// The SDK only logs a failed export; the test has to know.
function watched(name, exporter) {
  const original = exporter.export.bind(exporter);
  exporter.export = (items, done) => original(items, (result) => {
    if (result.code !== 0) {
      failures.push(`${name}: ${result.error ? result.error.message : 'export failed'}`);
    }
    done(result);
  });
  return exporter;
}

const resource = resourceFromAttributes({
  'service.name': `js-${suffix}`,
  'service.version': '1.2.3',
  'test.run': runId,
});

async function sendTraces() {
  const exporter = watched('traces', new OTLPTraceExporter());
  const provider = new NodeTracerProvider({ resource, spanProcessors: [new BatchSpanProcessor(exporter)] });
  const tracer = provider.getTracer('shop', '0.9');
  const root = tracer.startSpan('GET /orders', {
    kind: SpanKind.SERVER,
    attributes: {
      'http.request.method': 'GET',
      'http.response.status_code': 500,
      'shop.discount': 0.25,
      'shop.member': true,
      'shop.items': ['tea', 'Straße', '日本'],
    },
  });
  root.addEvent('cache miss', { 'cache.key': 'orders:42' });
  const child = tracer.startSpan('SELECT orders', {
    kind: SpanKind.CLIENT,
    links: [{ context: root.spanContext(), attributes: { 'link.kind': 'test' } }],
  }, trace.setSpan(context.active(), root));
  child.end();
  root.setStatus({ code: SpanStatusCode.ERROR, message: 'out of tea' });
  root.end();
  await provider.forceFlush();
  await provider.shutdown();
  return { traceId: root.spanContext().traceId, rootSpanId: root.spanContext().spanId, childSpanId: child.spanContext().spanId };
}

async function sendMetrics() {
  const exporter = watched('metrics', new OTLPMetricExporter());
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const provider = new MeterProvider({
    resource,
    readers: [reader],
    views: [{ instrumentName: 'shop.size', aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } }],
  });
  const meter = provider.getMeter('shop', '0.9');
  const orders = meter.createCounter('shop.orders', { unit: '{order}', description: 'orders taken' });
  orders.add(2, { kind: 'tea' });
  orders.add(5, { kind: 'coffee' });
  orders.add(1, { kind: 'tea' });
  meter.createUpDownCounter('shop.open').add(-4);
  meter.createGauge('shop.temperature').record(21.5, { room: 'store' });
  const duration = meter.createHistogram('shop.duration', { advice: { explicitBucketBoundaries: [10, 100] } });
  [5, 50, 500].forEach((value) => duration.record(value));
  const size = meter.createHistogram('shop.size');
  [1, 2, 4].forEach((value) => size.record(value));
  await provider.shutdown();
}

async function sendLogs(ids) {
  const exporter = watched('logs', new OTLPLogExporter());
  const provider = new LoggerProvider({ resource, processors: [new BatchLogRecordProcessor({ exporter })] });
  const logger = provider.getLogger('shop', '0.9');
  const spanContext = { traceId: ids.traceId, spanId: ids.rootSpanId, traceFlags: 1 };
  logger.emit({
    severityNumber: SeverityNumber.ERROR,
    severityText: 'ERROR',
    body: 'no tea left: "Straße"\n日本',
    attributes: { 'shop.item': 'tea', 'shop.left': 0 },
    context: trace.setSpanContext(context.active(), spanContext),
  });
  logger.emit({ severityNumber: SeverityNumber.INFO, severityText: 'INFO', body: { event: 'closed', count: 7 } });
  await provider.forceFlush();
  await provider.shutdown();
}

async function main() {
  const ids = await sendTraces();
  await sendMetrics();
  await sendLogs(ids);
  if (failures.length > 0) {
    throw new Error(failures.join('; '));
  }
  console.log(JSON.stringify(ids));
}

main().catch((error) => {
  console.error([...failures, String(error?.message ?? error)].join('; '));
  process.exit(1);
});
