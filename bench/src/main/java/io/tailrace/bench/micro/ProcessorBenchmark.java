package io.tailrace.bench.micro;

import io.tailrace.component.Factory;
import io.tailrace.component.Payload;
import io.tailrace.component.Processor;
import io.tailrace.component.StartException;
import io.tailrace.model.Signal;
import io.tailrace.processors.attributes.AttributesProcessor;
import io.tailrace.processors.resource.ResourceProcessor;
import io.tailrace.testkit.FakeHost;
import io.tailrace.testkit.Options;
import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// What processors cost: nanoseconds a span, a request of 512 recorded spans at a time.
@State(Scope.Benchmark)
public class ProcessorBenchmark {
  private Payload payload = Payload.of(Signal.TRACES, new byte[0], 0);
  private Processor resource = given -> given;
  private Processor insert = given -> given;
  private Processor hash = given -> given;
  private Processor excluded = given -> given;

  /// Makes the processors as a configuration file would.
  @Setup
  public void make() throws IOException, StartException {
    payload = Payload.of(Signal.TRACES, RecordedRequest.otlp(), RecordedRequest.SPANS);
    resource =
        make(
            ResourceProcessor.FACTORY,
            "attributes: [{key: deployment.environment, value: prod, action: upsert}]");
    insert = make(AttributesProcessor.FACTORY, "actions: [{key: team, value: a, action: insert}]");
    hash = make(AttributesProcessor.FACTORY, "actions: [{key: http.url, action: hash}]");
    excluded =
        make(
            AttributesProcessor.FACTORY,
            "exclude: {match_type: strict, span_names: [never]}\n"
                + "actions: [{key: absent, action: delete}]");
  }

  private static <C extends Record> Processor make(Factory<C> factory, String yaml)
      throws StartException {
    if (!(factory.maker() instanceof Factory.ProcessorMaker<C> maker)) {
      throw new IllegalArgumentException("no processor");
    }
    Processor made =
        maker.make(Options.of(factory, yaml), new FakeHost("bench").only(Signal.TRACES));
    made.start();
    return made;
  }

  /// One attribute more on each resource.
  @Benchmark
  @OperationsPerInvocation(RecordedRequest.SPANS)
  public Payload resourceUpsert() {
    return resource.process(payload);
  }

  /// One attribute more on each span.
  @Benchmark
  @OperationsPerInvocation(RecordedRequest.SPANS)
  public Payload attributesInsert() {
    return insert.process(payload);
  }

  /// One attribute hashed where a span has it.
  @Benchmark
  @OperationsPerInvocation(RecordedRequest.SPANS)
  public Payload attributesHash() {
    return hash.process(payload);
  }

  /// A selection that matches all, an action that finds nothing.
  @Benchmark
  @OperationsPerInvocation(RecordedRequest.SPANS)
  public Payload attributesUntouched() {
    return excluded.process(payload);
  }
}
