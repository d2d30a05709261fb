package io.tailrace.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.Optional;

/// Reads one JSON document as an export request and writes it as protobuf.
final class JsonReading {
  /// Two levels of JSON for each level of messages, and room for what is skipped.
  private static final int DEEPEST = 4 * Fields.DEEPEST;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private final byte[] json;
  private final Message out;

  JsonReading(byte[] json) {
    this.json = json;
    this.out = new Message(json.length / 2);
  }

  byte[] request(Shape shape) {
    try (JsonParser parser = JSON.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new MalformedTelemetry("the request is no JSON object");
      }
      object(parser, shape, 0);
      if (parser.nextToken() != null) {
        throw problem(parser, "something follows the request");
      }
      return out.toBytes();
    } catch (IOException e) {
      // There is no I/O: the bytes are no JSON, or in no encoding that JSON may have.
      throw new MalformedTelemetry("no JSON: " + e.getMessage());
    }
  }

  private void object(JsonParser parser, Shape shape, int depth) throws IOException {
    if (depth > Fields.DEEPEST) {
      throw problem(parser, "more than " + Fields.DEEPEST + " levels");
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      Optional<Field> field = shape.field(parser.currentName());
      JsonToken token = parser.nextToken();
      if (field.isEmpty()) {
        parser.skipChildren();
      } else if (token != JsonToken.VALUE_NULL) {
        field(parser, field.get(), depth);
      }
    }
  }

  private void field(JsonParser parser, Field field, int depth) throws IOException {
    if (!field.repeated()) {
      value(parser, field, depth);
      return;
    }
    expect(parser, field, JsonToken.START_ARRAY, "an array");
    if (field.kind().packable()) {
      packed(parser, field);
      return;
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      value(parser, field, depth);
    }
  }

  private void packed(JsonParser parser, Field field) throws IOException {
    int before = out.size();
    int opened = out.open(field.number());
    int empty = out.size();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      JsonScalar.pack(out, field.kind(), number(parser, field));
    }
    if (out.size() == empty) {
      out.cut(before);
    } else {
      out.close(opened);
    }
  }

  private void value(JsonParser parser, Field field, int depth) throws IOException {
    switch (field.kind()) {
      case MESSAGE -> {
        expect(parser, field, JsonToken.START_OBJECT, "an object");
        int opened = out.open(field.number());
        object(parser, field.message(), depth + 1);
        out.close(opened);
      }
      case STRING, BYTES, TRACE_ID, SPAN_ID -> {
        expect(parser, field, JsonToken.VALUE_STRING, "a string");
        byte[] bytes = bytes(parser, field);
        if (bytes.length > 0 || field.keepsZero()) {
          out.bytes(field.number(), bytes, 0, bytes.length);
        }
      }
      default -> {
        long number = number(parser, field);
        if (number != 0 || field.keepsZero()) {
          JsonScalar.write(out, field, number);
        }
      }
    }
  }

  private static byte[] bytes(JsonParser parser, Field field) throws IOException {
    String text = parser.getText();
    try {
      return JsonScalar.bytes(field.kind(), text);
    } catch (IllegalArgumentException _) {
      throw unfit(parser, field, JsonScalar.expected(field.kind()));
    }
  }

  private static long number(JsonParser parser, Field field) throws IOException {
    JsonToken token = parser.currentToken();
    boolean scalar = token != null && token.isScalarValue() && token != JsonToken.VALUE_NULL;
    if (!scalar || token.isBoolean() != (field.kind() == Kind.BOOL)) {
      throw unfit(parser, field, JsonScalar.expected(field.kind()));
    }
    try {
      return JsonScalar.number(field, parser.getText());
    } catch (ArithmeticException | IllegalArgumentException _) {
      throw unfit(parser, field, JsonScalar.expected(field.kind()));
    }
  }

  private static void expect(JsonParser parser, Field field, JsonToken wanted, String words) {
    if (parser.currentToken() != wanted) {
      throw unfit(parser, field, words);
    }
  }

  private static MalformedTelemetry unfit(JsonParser parser, Field field, String expected) {
    return problem(parser, "%s is not %s".formatted(field.name(), expected));
  }

  private static MalformedTelemetry problem(JsonParser parser, String what) {
    return new MalformedTelemetry(
        "%s at line %d, column %d"
            .formatted(
                what,
                parser.currentTokenLocation().getLineNr(),
                parser.currentTokenLocation().getColumnNr()));
  }
}
