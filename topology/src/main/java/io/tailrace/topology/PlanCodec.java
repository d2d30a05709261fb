package io.tailrace.topology;

import io.tailrace.config.ComponentId;
import io.tailrace.model.Signal;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;

/// The values of the plan topic: Avro in single-object encoding, with the schemas of
/// `docs/schemas/plan`. What any of them wrote can be read.
final class PlanCodec {
  /// How many schemas there are; the last one is written.
  static final int SCHEMAS = 1;

  private static final Schema CURRENT = schema(SCHEMAS);
  private static final BinaryMessageEncoder<GenericRecord> ENCODER =
      new BinaryMessageEncoder<>(GenericData.get(), CURRENT);

  private PlanCodec() {}

  /// Reads a schema by its number, which begins with 1.
  static Schema schema(int number) {
    String name = "schemas/plan/" + number + ".avsc";
    try (InputStream in = PlanCodec.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the schema " + name + " is missing from the build");
      }
      return new Schema.Parser().parse(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static BinaryMessageDecoder<GenericRecord> decoder() {
    BinaryMessageDecoder<GenericRecord> decoder =
        new BinaryMessageDecoder<>(GenericData.get(), CURRENT);
    for (int number = 1; number < SCHEMAS; number++) {
      decoder.addSchema(schema(number));
    }
    return decoder;
  }

  static byte[] encode(Planned planned) {
    GenericRecord value = new GenericData.Record(CURRENT);
    value.put("pipeline", planned.route().pipeline().toString());
    value.put("exporter", planned.route().exporter().toString());
    value.put("topic", planned.route().topic());
    value.put("state", enumeration(planned.state().name()));
    value.put("abandoned", planned.abandoned());
    Schema paths = CURRENT.getField("paths").schema();
    value.put("paths", paths(planned.route().paths(), paths));
    value.put("parts", new TreeMap<>(planned.parts()));
    List<GenericRecord> former = new ArrayList<>();
    Schema each = CURRENT.getField("former").schema().getElementType();
    Schema bounds = each.getField("until").schema();
    for (Former one : planned.former()) {
      GenericRecord record = new GenericData.Record(each);
      record.put("paths", paths(one.paths(), paths));
      record.put("until", bounds(one.until(), bounds));
      former.add(record);
    }
    value.put("former", former);
    value.put("shift", bounds(planned.shift(), bounds));
    value.put("successor", planned.successor());
    try {
      var buffer = ENCODER.encode(value);
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static GenericData.EnumSymbol enumeration(String name) {
    return new GenericData.EnumSymbol(CURRENT.getField("state").schema(), name);
  }

  private static List<GenericRecord> paths(List<Plan.Path> paths, Schema array) {
    Schema schema = array.getElementType();
    Schema step = schema.getField("steps").schema().getElementType();
    List<GenericRecord> records = new ArrayList<>();
    for (Plan.Path path : paths) {
      TreeSet<String> receivers = new TreeSet<>();
      path.receivers().forEach(receiver -> receivers.add(receiver.toString()));
      List<GenericRecord> steps = new ArrayList<>();
      for (Plan.Step each : path.steps()) {
        GenericRecord record = new GenericData.Record(step);
        record.put("pipeline", each.pipeline().toString());
        record.put("processor", each.processor().toString());
        steps.add(record);
      }
      GenericRecord record = new GenericData.Record(schema);
      record.put("receivers", List.copyOf(receivers));
      record.put("steps", steps);
      records.add(record);
    }
    return records;
  }

  private static List<GenericRecord> bounds(Map<Integer, Long> values, Schema array) {
    List<GenericRecord> records = new ArrayList<>();
    new TreeMap<>(values)
        .forEach(
            (partition, value) -> {
              GenericRecord record = new GenericData.Record(array.getElementType());
              record.put("partition", partition);
              record.put("value", value);
              records.add(record);
            });
    return records;
  }

  /// Reads what any version wrote; empty if it is something else.
  ///
  /// @param group the record's key
  static Optional<Planned> decode(String group, byte[] bytes) {
    try {
      return Optional.of(planned(group, decoder().decode(bytes)));
    } catch (IOException | AvroRuntimeException | IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static Planned planned(String group, GenericRecord value) {
    ComponentId pipeline = id(value.get("pipeline"));
    Plan.Route route =
        new Plan.Route(
            pipeline,
            id(value.get("exporter")),
            Signal.valueOf(pipeline.type().toUpperCase(Locale.ROOT)),
            String.valueOf(value.get("topic")),
            group,
            paths(value.get("paths")));
    Map<String, String> parts = new TreeMap<>();
    ((Map<?, ?>) value.get("parts"))
        .forEach((name, part) -> parts.put(String.valueOf(name), String.valueOf(part)));
    List<Former> former = new ArrayList<>();
    for (GenericRecord one : records(value.get("former"))) {
      former.add(new Former(paths(one.get("paths")), bounds(one.get("until"))));
    }
    return new Planned(
        route,
        parts,
        Planned.State.valueOf(String.valueOf(value.get("state"))),
        (Long) value.get("abandoned"),
        former,
        bounds(value.get("shift")),
        String.valueOf(value.get("successor")));
  }

  private static List<Plan.Path> paths(Object array) {
    List<Plan.Path> paths = new ArrayList<>();
    for (GenericRecord path : records(array)) {
      TreeSet<ComponentId> receivers = new TreeSet<>();
      ((List<?>) path.get("receivers")).forEach(receiver -> receivers.add(id(receiver)));
      List<Plan.Step> steps = new ArrayList<>();
      for (GenericRecord step : records(path.get("steps"))) {
        steps.add(new Plan.Step(id(step.get("pipeline")), id(step.get("processor"))));
      }
      paths.add(new Plan.Path(receivers, steps));
    }
    return paths;
  }

  private static Map<Integer, Long> bounds(Object array) {
    Map<Integer, Long> bounds = new HashMap<>();
    for (GenericRecord bound : records(array)) {
      bounds.put((Integer) bound.get("partition"), (Long) bound.get("value"));
    }
    return bounds;
  }

  private static List<GenericRecord> records(Object array) {
    return ((List<?>) array).stream().map(GenericRecord.class::cast).toList();
  }

  private static ComponentId id(Object text) {
    return Headers.id(String.valueOf(text));
  }
}
