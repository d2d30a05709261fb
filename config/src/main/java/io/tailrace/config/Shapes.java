package io.tailrace.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Derives the shape of configuration from the records that hold it.
final class Shapes {
  private Shapes() {}

  /// Returns the shape of a section.
  ///
  /// @throws IllegalArgumentException if a component of the record has no {@link Option} or a type
  ///     that cannot be configured
  static Shape.Section section(Class<? extends Record> type) {
    List<Shape.Key> keys = new ArrayList<>();
    List<Class<?>> parameters = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      Option option = component.getAnnotation(Option.class);
      if (option == null) {
        throw new IllegalArgumentException(
            type.getName() + "." + component.getName() + " has no @Option");
      }
      String name = option.key().isEmpty() ? snake(component.getName()) : option.key();
      keys.add(new Shape.Key(name, shape(component.getGenericType(), option), option));
      parameters.add(component.getType());
    }
    return new Shape.Section(type, maker(type, parameters), List.copyOf(keys));
  }

  /// Returns what a record holds, in the order of its components.
  static List<Object> values(Record options) {
    List<Object> values = new ArrayList<>();
    for (RecordComponent component : options.getClass().getRecordComponents()) {
      try {
        component.getAccessor().setAccessible(true);
        values.add(component.getAccessor().invoke(options));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(component + " cannot be read", e);
      }
    }
    return values;
  }

  private static Constructor<?> maker(Class<?> type, List<Class<?>> parameters) {
    try {
      Constructor<?> maker = type.getDeclaredConstructor(parameters.toArray(new Class<?>[0]));
      maker.setAccessible(true);
      return maker;
    } catch (NoSuchMethodException e) {
      throw new IllegalArgumentException(type.getName() + " has no canonical constructor", e);
    }
  }

  private static Shape shape(Type type, Option option) {
    return switch (type) {
      case ParameterizedType generic -> generic(generic, option);
      case Class<?> plain -> plain(plain, option);
      default -> throw new IllegalArgumentException(type + " cannot be configured");
    };
  }

  private static Shape generic(ParameterizedType type, Option option) {
    Type[] arguments = type.getActualTypeArguments();
    if (type.getRawType() == Optional.class) {
      return new Shape.Maybe(shape(arguments[0], option));
    }
    if (type.getRawType() == List.class) {
      return new Shape.Many(shape(arguments[0], option));
    }
    if (type.getRawType() == Map.class && arguments[0] == String.class) {
      return new Shape.Named(shape(arguments[1], option));
    }
    throw new IllegalArgumentException(type + " cannot be configured");
  }

  private static Shape plain(Class<?> type, Option option) {
    if (type == String.class) {
      return new Shape.Text(List.of(option.oneOf()));
    }
    if (type == int.class || type == Integer.class) {
      long least = Math.max(option.min(), Integer.MIN_VALUE);
      long most = Math.min(option.max(), Integer.MAX_VALUE);
      return new Shape.Whole(int.class, least, most);
    }
    if (type == long.class || type == Long.class) {
      return new Shape.Whole(long.class, option.min(), option.max());
    }
    if (type == double.class || type == Double.class) {
      return new Shape.Fraction(option.min(), option.max());
    }
    if (type == boolean.class || type == Boolean.class) {
      return new Shape.Flag();
    }
    if (type == Duration.class) {
      return new Shape.Span(option.min(), option.max());
    }
    return special(type);
  }

  private static Shape special(Class<?> type) {
    if (type == Secret.class) {
      return new Shape.Hidden();
    }
    if (type == ComponentId.class) {
      return new Shape.Reference();
    }
    if (type == PipelineId.class) {
      return new Shape.PipelineReference();
    }
    if (type == Node.class) {
      return new Shape.Anything();
    }
    if (type.isEnum()) {
      return new Shape.Choice(
          Arrays.stream(type.getEnumConstants()).map(each -> (Enum<?>) each).toList());
    }
    if (type.isRecord()) {
      return section(type.asSubclass(Record.class));
    }
    throw new IllegalArgumentException(type + " cannot be configured");
  }

  /// The key of a record component: `maxElapsedTime` is `max_elapsed_time`.
  static String snake(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
  }

  /// How an enum's constant is written: in lower case.
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
