package io.tailrace.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a message of OTLP is made of. Complete once {@link Schema} is loaded.
final class Shape {
  /// The shape of what is no message.
  static final Shape NONE = new Shape("");

  private static final int NUMBERS = 20;

  private final String name;
  private final @Nullable Field[] byNumber = new Field[NUMBERS];
  private final @Nullable Field[] byTag = new Field[Byte.MAX_VALUE + 1];
  private final Map<String, Field> byName = new HashMap<>();

  Shape(String name) {
    this.name = name;
  }

  void add(Field field) {
    byNumber[field.number()] = field;
    int tag = (field.number() << 3) | field.kind().wireType();
    if (tag < byTag.length) {
      byTag[tag] = field;
    }
    byName.put(field.name(), field);
    byName.put(snake(field.name()), field);
  }

  private static String snake(String camel) {
    return camel.replaceAll("([A-Z])", "_$1").toLowerCase(java.util.Locale.ROOT);
  }

  String name() {
    return name;
  }

  /// The field of a number, null for a field that this version of OTLP does not know.
  @Nullable Field field(int number) {
    return number < NUMBERS ? byNumber[number] : null;
  }

  /// The field of a tag of one byte whose value is written as it is alone, null for all others.
  @Nullable Field plain(byte tag) {
    return tag < 0 ? null : byTag[tag];
  }

  /// The field of a name in JSON, in lowerCamelCase or as in the proto files.
  Optional<Field> field(String jsonName) {
    return Optional.ofNullable(byName.get(jsonName));
  }

  /// All fields by ascending number.
  List<Field> fields() {
    List<Field> fields = new ArrayList<>();
    for (Field field : byNumber) {
      if (field != null) {
        fields.add(field);
      }
    }
    return fields;
  }
}
