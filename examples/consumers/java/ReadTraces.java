import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// Reads Tailrace's raw traces with a plain Kafka consumer and prints a line for each span: trace
/// id, span id, service, name.
///
///     java -cp 'lib/*' ReadTraces.java 127.0.0.1:19092 tailrace.traces.raw my-group [COUNT]
///
/// The class path holds kafka-clients, opentelemetry-proto and protobuf-java. It ends after COUNT
/// spans, or never.
public final class ReadTraces {
  /// Runs it.
  public static void main(String[] args) throws Exception {
    long left = args.length > 3 ? Long.parseLong(args[3]) : Long.MAX_VALUE;
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers", args[0],
            "group.id", args[2],
            "auto.offset.reset", "earliest");
    try (var consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.subscribe(List.of(args[1]));
      while (left > 0) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
          left -= print(ExportTraceServiceRequest.parseFrom(record.value()));
        }
        consumer.commitSync();
      }
    }
  }

  private static int print(ExportTraceServiceRequest request) {
    int spans = 0;
    for (var resource : request.getResourceSpansList()) {
      String service = service(resource.getResource());
      for (var scope : resource.getScopeSpansList()) {
        for (Span span : scope.getSpansList()) {
          System.out.printf(
              "%s %s %s %s%n",
              HexFormat.of().formatHex(span.getTraceId().toByteArray()),
              HexFormat.of().formatHex(span.getSpanId().toByteArray()),
              service,
              span.getName());
          spans++;
        }
      }
    }
    return spans;
  }

  private static String service(Resource resource) {
    for (KeyValue attribute : resource.getAttributesList()) {
      if (attribute.getKey().equals("service.name")) {
        return attribute.getValue().getStringValue();
      }
    }
    return "unknown";
  }
}
