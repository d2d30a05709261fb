package io.tailrace.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;

/// Writes one export request as JSON.
///
/// A protobuf message may repeat what JSON has once and scatter what JSON has in one array:
/// repeated fields are gathered where the first one stands, of a singular value the last one
/// holds, singular messages are joined.
final class JsonWriting {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamWriteConstraints(
              StreamWriteConstraints.builder().maxNestingDepth(4 * Fields.DEEPEST).build())
          .build();
  private static final HexFormat HEX = HexFormat.of();

  private final byte[] otlp;

  JsonWriting(byte[] otlp) {
    this.otlp = otlp;
  }

  byte[] request(Shape shape) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(otlp.length * 2 + 16);
    try (JsonGenerator json = JSON.createGenerator(out)) {
      message(json, shape, otlp, 0, otlp.length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private void message(JsonGenerator json, Shape shape, byte[] bytes, int start, int end)
      throws IOException {
    Survey survey = Survey.of(shape, bytes, start, end);
    if (survey.several() == 0) {
      message(json, shape, survey.chosen(), new Fields().over(bytes, start, end));
    } else {
      message(json, shape, survey.chosen(), new Fields(survey.merge(shape, bytes, start, end)));
    }
  }

  private void message(JsonGenerator json, Shape shape, int chosen, Fields fields)
      throws IOException {
    json.writeStartObject();
    int begun = 0;
    while (fields.next()) {
      Field field = shape.field(fields.number());
      if (field == null || !field.writtenAs(fields.wireType())) {
        continue;
      }
      if (field.repeated()) {
        if ((begun & (1 << field.number())) == 0) {
          begun |= 1 << field.number();
          json.writeFieldName(field.name());
          array(json, field, fields.fromHere());
        }
      } else if (holds(field, fields, chosen)) {
        json.writeFieldName(field.name());
        value(json, field, fields);
      }
    }
    json.writeEndObject();
  }

  private static boolean holds(Field field, Fields fields, int chosen) {
    if (field.cardinality() == Cardinality.ONEOF) {
      return field.number() == chosen;
    }
    return field.keepsZero() || !zero(field, fields);
  }

  private static boolean zero(Field field, Fields fields) {
    return switch (field.kind()) {
      case MESSAGE -> false;
      case STRING, BYTES, TRACE_ID, SPAN_ID -> fields.size() == 0;
      default -> fields.scalar() == 0;
    };
  }

  private void array(JsonGenerator json, Field field, Fields from) throws IOException {
    json.writeStartArray();
    while (from.next()) {
      if (from.number() != field.number() || !field.writtenAs(from.wireType())) {
        continue;
      }
      if (field.kind().packable() && from.wireType() == WireType.LENGTH) {
        packed(json, field, from);
      } else {
        value(json, field, from);
      }
    }
    json.writeEndArray();
  }

  private static void packed(JsonGenerator json, Field field, Fields run) throws IOException {
    Packed numbers = new Packed(field.kind(), run);
    while (numbers.next()) {
      number(json, field.kind(), numbers.value());
    }
  }

  private void value(JsonGenerator json, Field field, Fields fields) throws IOException {
    switch (field.kind()) {
      case MESSAGE -> message(json, field.message(), fields.bytes(), fields.start(), fields.end());
      case STRING -> text(json, fields);
      case TRACE_ID, SPAN_ID ->
          json.writeString(HEX.formatHex(fields.bytes(), fields.start(), fields.end()));
      case BYTES -> json.writeBinary(fields.bytes(), fields.start(), fields.size());
      default -> number(json, field.kind(), fields.scalar());
    }
  }

  private static void text(JsonGenerator json, Fields fields) throws IOException {
    byte[] bytes = fields.bytes();
    for (int i = fields.start(); i < fields.end(); i++) {
      if (bytes[i] < 0) {
        json.writeString(fields.text());
        return;
      }
    }
    json.writeUTF8String(bytes, fields.start(), fields.size());
  }

  private static void number(JsonGenerator json, Kind kind, long bits) throws IOException {
    switch (kind) {
      case BOOL -> json.writeBoolean(bits != 0);
      case DOUBLE -> json.writeNumber(Double.longBitsToDouble(bits));
      case INT64, SFIXED64 -> json.writeString(Long.toString(bits));
      case UINT64, FIXED64 -> json.writeString(Long.toUnsignedString(bits));
      case UINT32, FIXED32 -> json.writeNumber(bits & 0xffffffffL);
      case SINT32 -> json.writeNumber((int) (((bits & 0xffffffffL) >>> 1) ^ -(bits & 1)));
      default -> json.writeNumber((int) bits);
    }
  }
}
