package io.tailrace.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SchemaTest {
  private final Set<String> seen = new HashSet<>();

  @Test
  void equalsThePublishedDescriptors() {
    compare(Schema.TRACES, ExportTraceServiceRequest.getDescriptor());
    compare(Schema.METRICS, ExportMetricsServiceRequest.getDescriptor());
    compare(Schema.LOGS, ExportLogsServiceRequest.getDescriptor());
    assertThat(seen).hasSizeGreaterThan(30);
  }

  private void compare(Shape shape, Descriptor descriptor) {
    if (!seen.add(descriptor.getFullName())) {
      return;
    }
    assertThat(shape.name()).isEqualTo(descriptor.getName());
    assertThat(shape.fields()).hasSameSizeAs(descriptor.getFields());
    for (FieldDescriptor expected : descriptor.getFields()) {
      Field field = shape.field(expected.getNumber());
      assertThat(field).as(expected.getFullName()).isNotNull();
      assertThat(field.name()).isEqualTo(expected.getJsonName());
      assertThat(kind(field)).isEqualTo(expected.getType().name().toLowerCase(Locale.ROOT));
      assertThat(field.cardinality()).as(expected.getFullName()).isEqualTo(cardinality(expected));
      if (field.kind() == Kind.MESSAGE) {
        compare(field.message(), expected.getMessageType());
      }
      if (field.kind() == Kind.ENUM) {
        for (EnumValueDescriptor value : expected.getEnumType().getValues()) {
          assertThat(field.names()).containsEntry(value.getName(), value.getNumber());
        }
      }
    }
  }

  private static String kind(Field field) {
    return switch (field.kind()) {
      case TRACE_ID, SPAN_ID -> "bytes";
      default -> field.kind().name().toLowerCase(Locale.ROOT);
    };
  }

  private static Cardinality cardinality(FieldDescriptor field) {
    if (field.isRepeated()) {
      return Cardinality.MANY;
    }
    if (field.getRealContainingOneof() != null) {
      return Cardinality.ONEOF;
    }
    boolean message = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
    return field.hasPresence() && !message ? Cardinality.OPTIONAL : Cardinality.ONE;
  }
}
