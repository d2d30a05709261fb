package io.tailrace.processors.attributes;

import io.tailrace.component.attributes.AttributeList;
import io.tailrace.model.Fields;
import io.tailrace.model.Signal;
import java.util.Optional;

/// Which items of a request are changed, remembered level by level while it is walked over.
final class Selection {
  private static final int NAME = 1;
  private static final int VERSION = 2;

  private final Optional<Properties> include;
  private final Optional<Properties> exclude;
  private final Fields cursor = new Fields();
  private boolean includedResource;
  private boolean excludedResource;
  private boolean includedScope;
  private boolean excludedScope;

  Selection(Optional<Properties> include, Optional<Properties> exclude) {
    this.include = include;
    this.exclude = exclude;
  }

  /// Enters a resource.
  void resource(AttributeList attributes) {
    includedResource = include.isEmpty() || include.get().resource(attributes);
    excludedResource = exclude.isPresent() && exclude.get().resource(attributes);
    scope("", "");
  }

  /// Enters a scope that says nothing about itself.
  void scope() {
    scope("", "");
  }

  /// Enters a scope.
  ///
  /// @param scope a cursor on the scope's message
  void scope(Fields scope) {
    String name = "";
    String version = "";
    cursor.into(scope);
    while (cursor.next()) {
      switch (cursor.number()) {
        case NAME -> name = cursor.text();
        case VERSION -> version = cursor.text();
        default -> {}
      }
    }
    scope(name, version);
  }

  private void scope(String name, String version) {
    includedScope = includedResource && (include.isEmpty() || include.get().scope(name, version));
    excludedScope = excludedResource && exclude.isPresent() && exclude.get().scope(name, version);
  }

  /// Whether nothing below can be selected.
  boolean none() {
    return !includedScope;
  }

  /// Whether a span or a log record is selected.
  ///
  /// @param item a cursor on it
  boolean item(Signal signal, Fields item, AttributeList own) {
    return includedScope
        && (include.isEmpty() || matches(signal, include.get(), item, own))
        && !(excludedScope && exclude.isPresent() && matches(signal, exclude.get(), item, own));
  }

  private boolean matches(Signal signal, Properties properties, Fields item, AttributeList own) {
    cursor.into(item);
    return signal == Signal.LOGS ? properties.log(cursor, own) : properties.span(cursor, own);
  }

  /// Whether the data points of a metric are selected.
  ///
  /// @param metric a cursor on it
  boolean metric(Fields metric) {
    return includedScope
        && (include.isEmpty() || include.get().metric(cursor.into(metric)))
        && !(excludedScope && exclude.isPresent() && exclude.get().metric(cursor.into(metric)));
  }
}
