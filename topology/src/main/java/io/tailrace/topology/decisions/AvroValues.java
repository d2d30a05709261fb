package io.tailrace.topology.decisions;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;

/// Values of a topic in Avro's single-object encoding: the newest of its schemas is written, and
/// what any of them wrote can be read. The schemas of a name are `docs/schemas/NAME/1.avsc` and so
/// on.
public final class AvroValues {
  private final List<Schema> schemas = new ArrayList<>();
  private final BinaryMessageEncoder<GenericRecord> encoder;
  private final BinaryMessageDecoder<GenericRecord> decoder;

  /// Loads the schemas of a name.
  ///
  /// @param count how many versions there are
  public AvroValues(String name, int count) {
    for (int number = 1; number <= count; number++) {
      schemas.add(load("/io/tailrace/topology/schemas/" + name + "/" + number + ".avsc"));
    }
    encoder = new BinaryMessageEncoder<>(GenericData.get(), newest());
    decoder = new BinaryMessageDecoder<>(GenericData.get(), newest());
    schemas.subList(0, count - 1).forEach(decoder::addSchema);
  }

  private static Schema load(String resource) {
    try (InputStream in = AvroValues.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the schema " + resource + " is missing from the build");
      }
      return new Schema.Parser().parse(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// All versions, the oldest first.
  public List<Schema> schemas() {
    return List.copyOf(schemas);
  }

  /// The schema that is written.
  public Schema newest() {
    return schemas.getLast();
  }

  /// Serialises a value of the newest schema.
  public byte[] encode(GenericRecord value) {
    try {
      ByteBuffer buffer = encoder.encode(value);
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Reads what any version wrote; empty if it is something else.
  public Optional<GenericRecord> decode(byte[] bytes) {
    try {
      return Optional.of(decoder.decode(bytes));
    } catch (IOException | AvroRuntimeException _) {
      return Optional.empty();
    }
  }
}
