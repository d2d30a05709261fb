// Sends one span, one data point and one log record through OpenTelemetry's SDK for JavaScript.
//
// usage: node client.js TRACE_ID SPAN_ID
//
// Where and how is said by the SDK's own environment variables: OTEL_EXPORTER_OTLP_ENDPOINT,
// OTEL_EXPORTER_OTLP_PROTOCOL (grpc, http/protobuf, http/json), OTEL_EXPORTER_OTLP_COMPRESSION.
import { context, trace } from '@opentelemetry/api';
import { SeverityNumber } from '@opentelemetry/api-logs';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';

const [traceId, spanId] = process.argv.slice(2);
const encoding = { grpc: 'grpc', 'http/protobuf': 'proto', 'http/json': 'http' }[
  process.env.OTEL_EXPORTER_OTLP_PROTOCOL
];
const { OTLPTraceExporter } = await import(`@opentelemetry/exporter-trace-otlp-${encoding}`);
const { OTLPMetricExporter } = await import(`@opentelemetry/exporter-metrics-otlp-${encoding}`);
const { OTLPLogExporter } = await import(`@opentelemetry/exporter-logs-otlp-${encoding}`);

const resource = resourceFromAttributes({ 'service.name': `shop-${traceId}` });
const tracers = new BasicTracerProvider({
  resource,
  idGenerator: { generateTraceId: () => traceId, generateSpanId: () => spanId },
  spanProcessors: [new SimpleSpanProcessor(new OTLPTraceExporter())],
});
const meters = new MeterProvider({
  resource,
  readers: [
    new PeriodicExportingMetricReader({
      exporter: new OTLPMetricExporter(),
      exportIntervalMillis: 3_600_000,
    }),
  ],
});
const loggers = new LoggerProvider({
  resource,
  processors: [new SimpleLogRecordProcessor({ exporter: new OTLPLogExporter() })],
});

const span = tracers.getTracer('client').startSpan('order', { attributes: { language: 'js' } });
meters.getMeter('client').createCounter('orders').add(42, { language: 'js' });
loggers.getLogger('client').emit({
  severityNumber: SeverityNumber.INFO,
  body: 'paid',
  attributes: { language: 'js' },
  context: trace.setSpan(context.active(), span),
});
span.end();
await tracers.forceFlush();
await meters.forceFlush();
await loggers.forceFlush();
await Promise.all([tracers.shutdown(), meters.shutdown(), loggers.shutdown()]);
