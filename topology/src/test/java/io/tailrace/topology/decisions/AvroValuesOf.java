package io.tailrace.topology.decisions;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageEncoder;

/// Values of a schema that a test makes up.
record AvroValuesOf(Schema schema) {
  /// A value with something in every field.
  byte[] sample() throws IOException {
    ByteBuffer buffer =
        new BinaryMessageEncoder<GenericRecord>(GenericData.get(), schema)
            .encode((GenericRecord) value(schema));
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  private static Object value(Schema of) {
    return switch (of.getType()) {
      case RECORD -> {
        GenericRecord record = new GenericData.Record(of);
        of.getFields().forEach(field -> record.put(field.pos(), value(field.schema())));
        yield record;
      }
      case ARRAY -> List.of(value(of.getElementType()), value(of.getElementType()));
      case MAP -> Map.of("key", value(of.getValueType()));
      case ENUM -> new GenericData.EnumSymbol(of, of.getEnumSymbols().getLast());
      case FIXED -> new GenericData.Fixed(of, new byte[of.getFixedSize()]);
      case STRING -> "text";
      case BYTES -> ByteBuffer.wrap(new byte[] {1, 2});
      case INT -> 3;
      case LONG -> 4L;
      case FLOAT -> 5f;
      case DOUBLE -> 6.0;
      case BOOLEAN -> true;
      default -> throw new IllegalArgumentException("a value of " + of);
    };
  }
}
