package io.tailrace.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.tailrace.component.Delivery;
import io.tailrace.component.Payload;
import io.tailrace.model.Signal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

final class PublisherTest {
  private static final int PARTITIONS = 3;

  private final List<ProducerRecord<byte[], byte[]>> written = new ArrayList<>();
  private final Deque<Exception> failures = new ArrayDeque<>();
  private Runnable push = () -> {};
  private final Publisher publisher =
      new Publisher(
          new KafkaIntake.Destination("traces.p.default", PARTITIONS),
          ModelBytes::slice,
          "writer",
          Writer::new);

  /// Fails as often as the test says, then takes everything.
  private final class Writer implements RecordWriter {
    @Override
    public void send(ProducerRecord<byte[], byte[]> record, Callback callback) {
      Exception failure = failures.poll();
      if (failure == null) {
        written.add(record);
      }
      callback.onCompletion(null, failure);
    }

    @Override
    public void push() {
      push.run();
    }

    @Override
    public void close(Duration atMost) {}
  }

  @Test
  void writesAgainOnlyWhatWasNotAcknowledged() throws Exception {
    failures.add(new TimeoutException("slow"));
    Backend.Request request = publisher.request(List.of(piece("otlp", Spans.request(0, 100))));

    assertThat(request.send()).isInstanceOf(Delivery.Retry.class);
    assertThat(request.send()).isEqualTo(Delivery.DELIVERED);

    assertThat(numbers(written))
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 100).boxed().toList());
    assertThat(written).hasSize(PARTITIONS);
  }

  @Test
  void joinsRecordsOfOneReceiverAndOfNoOther() throws Exception {
    publisher
        .request(
            List.of(
                piece("otlp", Spans.request(0, 100)),
                piece("zipkin", Spans.request(100, 200)),
                piece("otlp", Spans.request(200, 300))))
        .send();

    assertThat(written).hasSize(2 * PARTITIONS);
    List<ProducerRecord<byte[], byte[]>> ofZipkin =
        written.stream()
            .filter(
                record ->
                    Headers.text(record.headers(), Headers.RECEIVER).equals(Optional.of("zipkin")))
            .toList();
    assertThat(numbers(ofZipkin))
        .containsExactlyInAnyOrderElementsOf(IntStream.range(100, 200).boxed().toList());
  }

  @Test
  void blamesTheTopicForWhatIsNoFaultOfTheItems() throws Exception {
    failures.add(new TopicAuthorizationException("no"));

    assertThat(publisher.request(List.of(piece("otlp", Spans.request(0, 1)))).send())
        .isInstanceOf(Delivery.Unreachable.class);
  }

  @Test
  void refusesAnItemThatNoRecordCanHold() throws Exception {
    ExportTraceServiceRequest.Builder request = Spans.parse(Spans.request(0, 1).otlp()).toBuilder();
    request
        .getResourceSpansBuilder(0)
        .getScopeSpansBuilder(0)
        .getSpansBuilder(0)
        .setTraceStateBytes(ByteString.copyFrom(new byte[9 << 20]));
    Payload huge = Payload.of(Signal.TRACES, request.build().toByteArray(), 1);

    assertThat(publisher.request(List.of(piece("otlp", huge))).send())
        .isInstanceOf(Delivery.Refused.class);
    assertThat(written).isEmpty();
  }

  @Test
  void anInterruptEndsTheRequestAndNeverReachesTheThreadThatWrites() throws Exception {
    CountDownLatch writing = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    push =
        () -> {
          writing.countDown();
          try {
            goOn.await();
            interrupted.complete(false);
          } catch (InterruptedException _) {
            interrupted.complete(true);
          }
        };
    Backend.Request request = publisher.request(List.of(piece("otlp", Spans.request(0, 1))));
    CompletableFuture<Boolean> ended = new CompletableFuture<>();
    Thread sender =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    ended.complete(request.send() == null);
                  } catch (InterruptedException _) {
                    ended.complete(true);
                  }
                });
    writing.await();
    sender.interrupt();

    assertThat(ended.get(10, TimeUnit.SECONDS)).isTrue();
    goOn.countDown();
    assertThat(interrupted.get(10, TimeUnit.SECONDS)).isFalse();
  }

  @Test
  void aWriterThatCannotBeMadeFailsTheRequestAlone() {
    Publisher unconnected =
        new Publisher(
            new KafkaIntake.Destination("traces.p.default", PARTITIONS),
            ModelBytes::slice,
            "writer",
            () -> {
              throw new KafkaException("no address");
            });
    Backend.Request request = unconnected.request(List.of(piece("otlp", Spans.request(0, 1))));

    assertThatThrownBy(request::send).hasStackTraceContaining("no address");
    unconnected.close();
  }

  private static List<Integer> numbers(List<ProducerRecord<byte[], byte[]>> records) {
    return Spans.numbers(
        records.stream().map(each -> Payload.of(Signal.TRACES, each.value(), 0)).toList());
  }

  private static Piece piece(String receiver, Payload payload) {
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>("traces.raw", 0, 0, new byte[0], new byte[0]);
    record.headers().add(Headers.RECEIVER, Headers.text(receiver));
    Segment segment = new Segment(record);
    segment.open();
    return new Piece(segment, payload, "");
  }
}
