// Sends one span, one data point and one log record through OpenTelemetry's SDK for Go.
//
// usage: client TRACE_ID SPAN_ID
//
// Where and how is said by the SDK's own environment variables: OTEL_EXPORTER_OTLP_ENDPOINT,
// OTEL_EXPORTER_OTLP_PROTOCOL (grpc, http/protobuf), OTEL_EXPORTER_OTLP_COMPRESSION.
package main

import (
	"context"
	"errors"
	"log"
	"os"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlplog/otlploggrpc"
	"go.opentelemetry.io/otel/exporters/otlp/otlplog/otlploghttp"
	"go.opentelemetry.io/otel/exporters/otlp/otlpmetric/otlpmetricgrpc"
	"go.opentelemetry.io/otel/exporters/otlp/otlpmetric/otlpmetrichttp"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	otellog "go.opentelemetry.io/otel/log"
	"go.opentelemetry.io/otel/metric"
	sdklog "go.opentelemetry.io/otel/sdk/log"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

// knownIDs gives the ids that the caller chose.
type knownIDs struct {
	trace trace.TraceID
	span  trace.SpanID
}

func (ids knownIDs) NewIDs(context.Context) (trace.TraceID, trace.SpanID) {
	return ids.trace, ids.span
}

func (ids knownIDs) NewSpanID(context.Context, trace.TraceID) trace.SpanID { return ids.span }

// exporters speak the protocol of the environment.
type exporters struct {
	spans   sdktrace.SpanExporter
	metrics sdkmetric.Exporter
	logs    sdklog.Exporter
}

func overGRPC(ctx context.Context) (exporters, error) {
	spans, spansErr := otlptrace.New(ctx, otlptracegrpc.NewClient())
	metrics, metricsErr := otlpmetricgrpc.New(ctx)
	logs, logsErr := otlploggrpc.New(ctx)
	return exporters{spans, metrics, logs}, errors.Join(spansErr, metricsErr, logsErr)
}

func overHTTP(ctx context.Context) (exporters, error) {
	spans, spansErr := otlptrace.New(ctx, otlptracehttp.NewClient())
	metrics, metricsErr := otlpmetrichttp.New(ctx)
	logs, logsErr := otlploghttp.New(ctx)
	return exporters{spans, metrics, logs}, errors.Join(spansErr, metricsErr, logsErr)
}

func send(ctx context.Context, traceID, spanID string) error {
	open := overHTTP
	if os.Getenv("OTEL_EXPORTER_OTLP_PROTOCOL") == "grpc" {
		open = overGRPC
	}
	to, err := open(ctx)
	if err != nil {
		return err
	}
	var ids knownIDs
	if ids.trace, err = trace.TraceIDFromHex(traceID); err != nil {
		return err
	}
	if ids.span, err = trace.SpanIDFromHex(spanID); err != nil {
		return err
	}
	shop := resource.NewSchemaless(attribute.String("service.name", "shop-"+traceID))
	tracers := sdktrace.NewTracerProvider(
		sdktrace.WithResource(shop), sdktrace.WithIDGenerator(ids), sdktrace.WithSyncer(to.spans))
	meters := sdkmetric.NewMeterProvider(
		sdkmetric.WithResource(shop), sdkmetric.WithReader(sdkmetric.NewPeriodicReader(to.metrics)))
	loggers := sdklog.NewLoggerProvider(
		sdklog.WithResource(shop), sdklog.WithProcessor(sdklog.NewSimpleProcessor(to.logs)))

	language := attribute.String("language", "go")
	ctx, span := tracers.Tracer("client").Start(ctx, "order", trace.WithAttributes(language))
	orders, err := meters.Meter("client").Int64Counter("orders")
	if err != nil {
		return err
	}
	orders.Add(ctx, 42, metric.WithAttributes(language))
	var record otellog.Record
	record.SetSeverity(otellog.SeverityInfo)
	record.SetBody(attribute.StringValue("paid"))
	record.AddAttributes(language)
	loggers.Logger("client").Emit(ctx, record)
	span.End()
	return errors.Join(tracers.Shutdown(ctx), meters.Shutdown(ctx), loggers.Shutdown(ctx))
}

func main() {
	if err := send(context.Background(), os.Args[1], os.Args[2]); err != nil {
		log.Fatal(err)
	}
}
