package io.tailrace.component.attributes;

import io.tailrace.component.Client;
import java.util.List;
import java.util.Optional;

/// Where an action takes the value from that it sets.
sealed interface Source {
  /// The value, empty when there is none.
  Optional<AttributeValue> value(AttributeList attributes, Client client);

  static Source of(ActionConfig config) {
    if (config.value().isPresent()) {
      return new Given(AttributeValue.of(config.value().get()));
    }
    Source source =
        config.fromAttribute().isEmpty()
            ? new Context(config.fromContext())
            : new Attribute(AttributeValue.utf8(config.fromAttribute()));
    return config
        .defaultValue()
        .<Source>map(node -> new Or(source, AttributeValue.of(node)))
        .orElse(source);
  }

  /// Always the same.
  record Given(AttributeValue given) implements Source {
    @Override
    public Optional<AttributeValue> value(AttributeList attributes, Client client) {
      return Optional.of(given);
    }
  }

  /// The value of another attribute.
  record Attribute(byte[] key) implements Source {
    @Override
    public Optional<AttributeValue> value(AttributeList attributes, Client client) {
      int index = attributes.find(key);
      return index < 0 ? Optional.empty() : Optional.of(attributes.value(index));
    }
  }

  /// What is known about the sender. Several values of a header are joined by semicolons.
  record Context(String key) implements Source {
    private static final String METADATA = "metadata.";
    private static final String AUTH = "auth.";

    @Override
    public Optional<AttributeValue> value(AttributeList attributes, Client client) {
      if (key.equals("client.address")) {
        return Optional.of(AttributeValue.of(client.address()));
      }
      if (key.startsWith(AUTH)) {
        return Optional.ofNullable(client.auth().get(key.substring(AUTH.length())))
            .map(AttributeValue::of);
      }
      String name = key.startsWith(METADATA) ? key.substring(METADATA.length()) : key;
      List<String> values = client.metadata(name);
      return values.isEmpty()
          ? Optional.empty()
          : Optional.of(AttributeValue.of(String.join(";", values)));
    }
  }

  /// Another source, or a value that stands in for it.
  record Or(Source source, AttributeValue otherwise) implements Source {
    @Override
    public Optional<AttributeValue> value(AttributeList attributes, Client client) {
      return source.value(attributes, client).or(() -> Optional.of(otherwise));
    }
  }
}
