package io.tailrace.bench.micro;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.tailrace.model.Annotation;
import io.tailrace.model.Inspection;
import io.tailrace.model.Items;
import io.tailrace.model.KeptSpans;
import io.tailrace.model.OtlpJson;
import io.tailrace.model.Part;
import io.tailrace.model.Signal;
import io.tailrace.model.Slice;
import io.tailrace.model.Slicer;
import io.tailrace.model.SpanCursor;
import java.io.IOException;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// What is done with the bytes of each request: nanoseconds a span, a request of 512 recorded
/// spans at a time. Parsing and rebuilding by protobuf stands beside it as the peer.
@State(Scope.Benchmark)
public class ModelBenchmark {
  private static final Slicer TWENTIETHS = new Slicer(Signal.TRACES, 20);
  private static final KeptSpans.Choice ONE_TWENTIETH =
      (high, low) -> TWENTIETHS.partition(low) == 0 ? 0 : KeptSpans.Choice.LEAVE_OUT;
  private static final Annotation ANNOTATION =
      Annotation.NONE.onSpan("sampling.policy", "errors").onScope("tailsampling.policy", "errors");

  private final KeptSpans twentieth = new KeptSpans(ONE_TWENTIETH);
  private final KeptSpans annotated = new KeptSpans(ONE_TWENTIETH, List.of(ANNOTATION));
  private final KeptSpans nothing = new KeptSpans((high, low) -> KeptSpans.Choice.LEAVE_OUT);
  private byte[] otlp = {};
  private byte[] json = {};

  /// Takes a request of the recording.
  @Setup
  public void load() throws IOException {
    otlp = RecordedRequest.otlp();
    json = OtlpJson.write(Signal.TRACES, otlp);
  }

  /// Whether it is well-formed, and how many items it has.
  @Benchmark
  @OperationsPerInvocation(RecordedRequest.SPANS)
  public Inspection inspect() {
    return Inspection.of(Signal.TRACES, otlp);
  }

  /// By trace id into four partitions.
  @Benchmark
  @OperationsPerInvocation(RecordedRequest.SPANS)
  public List<Slice> sliceInto4() {
    return new Slicer(Signal.TRACES, 4).slice(otlp);
  }

  /// By trace id into twelve partitions.
  @Benchmark
  @OperationsPerInvocation(RecordedRequest.SPANS)
  public List<Slice> sliceInto12() {
    return new Slicer(Signal.TRACES, 12).slice(otlp);
  }

  /// Into requests of a hundred items.
  @Benchmark
  @OperationsPerInvocation(RecordedRequest.SPANS)
  public List<Part> cutIntoHundreds() {
    return Items.of(Signal.TRACES, otlp).chunks(100);
  }

  /// The spans of one trace in twenty.
  @Benchmark
  @OperationsPerInvocation(RecordedRequest.SPANS)
  public KeptSpans.Kept keepTwentieth() {
    return twentieth.copy(otlp);
  }

  /// The same, noting on each span and on its scope why it was kept.
  @Benchmark
  @OperationsPerInvocation(RecordedRequest.SPANS)
  public KeptSpans.Kept keepTwentiethAnnotated() {
    return annotated.copy(otlp);
  }

  /// The spans of no trace: what it costs to find that out.
  @Benchmark
  @OperationsPerInvocation(RecordedRequest.SPANS)
  public KeptSpans.Kept keepNothing() {
    return nothing.copy(otlp);
  }

  /// Where each item begins and ends, without a look into it.
  @Benchmark
  @OperationsPerInvocation(RecordedRequest.SPANS)
  public int count() {
    return Items.count(Signal.TRACES, otlp);
  }

  /// What identifies each span, its times, its kind and its status, by a cursor.
  @Benchmark
  @OperationsPerInvocation(RecordedRequest.SPANS)
  public long read() {
    SpanCursor cursor = new SpanCursor(otlp);
    long sum = 0;
    while (cursor.next()) {
      sum += cursor.traceIdLow();
    }
    return sum;
  }

  /// To OTLP/JSON.
  @Benchmark
  @OperationsPerInvocation(RecordedRequest.SPANS)
  public byte[] writeJson() {
    return OtlpJson.write(Signal.TRACES, otlp);
  }

  /// From OTLP/JSON.
  @Benchmark
  @OperationsPerInvocation(RecordedRequest.SPANS)
  public OtlpJson.Reading readJson() {
    return OtlpJson.read(Signal.TRACES, json);
  }

  /// What parsing into objects and writing them again would cost.
  @Benchmark
  @OperationsPerInvocation(RecordedRequest.SPANS)
  public byte[] peerParseAndRebuild() throws IOException {
    return ExportTraceServiceRequest.parseFrom(otlp).toBuilder().build().toByteArray();
  }
}
