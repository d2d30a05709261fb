package io.tailrace.component.attributes;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.tailrace.component.Client;
import java.util.Optional;

/// One compiled action.
sealed interface Step {
  /// Changes a list.
  void apply(AttributeList attributes, Client client);

  static Step of(ActionConfig config) {
    byte[] key = AttributeValue.utf8(config.key());
    return switch (config.kind()) {
      case INSERT -> new Setting(key, Source.of(config), true, false);
      case UPDATE -> new Setting(key, Source.of(config), false, true);
      case UPSERT -> new Setting(key, Source.of(config), true, true);
      case DELETE -> new Deletion(key, pattern(config));
      case HASH -> new Hashing(key, pattern(config));
      case EXTRACT -> new Extraction(key, new Groups(config.pattern()));
      case CONVERT -> new Conversion(key, config.convertedType());
    };
  }

  private static Optional<Pattern> pattern(ActionConfig config) {
    return config.pattern().isEmpty()
        ? Optional.empty()
        : Optional.of(Pattern.compile(config.pattern()));
  }

  /// Sets a value where the key is absent, where it is present, or both.
  record Setting(byte[] key, Source source, boolean absent, boolean present) implements Step {
    @Override
    public void apply(AttributeList attributes, Client client) {
      int index = attributes.find(key);
      if (index < 0 ? !absent : !present) {
        return;
      }
      Optional<AttributeValue> value = source.value(attributes, client);
      if (value.isEmpty()) {
        return;
      }
      if (index < 0) {
        attributes.add(key, value.get());
      } else {
        attributes.set(index, value.get());
      }
    }
  }

  /// Removes a key, and keys that a pattern finds.
  record Deletion(byte[] key, Optional<Pattern> pattern) implements Step {
    @Override
    public void apply(AttributeList attributes, Client client) {
      int index = attributes.find(key);
      if (index >= 0) {
        attributes.remove(index);
      }
      if (pattern.isPresent()) {
        for (int i = attributes.size() - 1; i >= 0; i--) {
          if (pattern.get().matcher(attributes.key(i)).find()) {
            attributes.remove(i);
          }
        }
      }
    }
  }

  /// Replaces the value of a key, and of keys that a pattern finds, by its digest.
  record Hashing(byte[] key, Optional<Pattern> pattern) implements Step {
    @Override
    public void apply(AttributeList attributes, Client client) {
      int index = attributes.find(key);
      if (index >= 0) {
        attributes.set(index, Digest.of(attributes.value(index)));
      }
      if (pattern.isPresent()) {
        for (int i = 0; i < attributes.size(); i++) {
          if (pattern.get().matcher(attributes.key(i)).find()) {
            attributes.set(i, Digest.of(attributes.value(i)));
          }
        }
      }
    }
  }

  /// Sets what the named groups of a pattern find in a text.
  record Extraction(byte[] key, Groups groups) implements Step {
    @Override
    public void apply(AttributeList attributes, Client client) {
      int index = attributes.find(key);
      if (index < 0) {
        return;
      }
      AttributeValue value = attributes.value(index);
      if (value.type() != AttributeValue.Type.TEXT) {
        return;
      }
      Matcher matcher = groups.pattern().matcher(value.text());
      if (matcher.find()) {
        for (int group = 1; group <= matcher.groupCount(); group++) {
          String found = matcher.group(group);
          attributes.put(groups.key(group), AttributeValue.of(found == null ? "" : found));
        }
      }
    }
  }

  /// Gives a value another type, where that is possible.
  record Conversion(byte[] key, String type) implements Step {
    @Override
    public void apply(AttributeList attributes, Client client) {
      int index = attributes.find(key);
      if (index >= 0) {
        Optional<AttributeValue> converted = Converted.to(type, attributes.value(index));
        converted.ifPresent(value -> attributes.set(index, value));
      }
    }
  }
}
