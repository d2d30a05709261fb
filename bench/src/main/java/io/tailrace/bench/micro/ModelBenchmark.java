package io.tailrace.bench.micro;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.tailrace.model.Inspection;
import io.tailrace.model.Items;
import io.tailrace.model.OtlpJson;
import io.tailrace.model.Part;
import io.tailrace.model.Signal;
import io.tailrace.model.Slice;
import io.tailrace.model.Slicer;
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
