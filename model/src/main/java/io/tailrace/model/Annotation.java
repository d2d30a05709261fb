package io.tailrace.model;

import java.util.Arrays;

/// What is noted on spans that are kept: attributes of the spans themselves, and of the
/// instrumentation scope that they are in. Made once, used for any number of spans.
///
/// An attribute that a span or scope already has under one of the keys is replaced: OTLP wants
/// keys to be unique, and behind another sampler the scope may carry what that one noted.
public final class Annotation {
  /// Notes nothing.
  public static final Annotation NONE =
      new Annotation(AddedAttributes.none(9), AddedAttributes.none(3));

  private static final int STRING = 1;
  private static final int BOOL = 2;
  private static final int DOUBLE = 4;

  private final AddedAttributes span;
  private final AddedAttributes scope;

  private Annotation(AddedAttributes span, AddedAttributes scope) {
    this.span = span;
    this.scope = scope;
  }

  /// Returns this annotation with an attribute of the span more.
  ///
  /// @throws IllegalArgumentException when it has one of this key already
  public Annotation onSpan(String key, String value) {
    return new Annotation(span.and(key, any -> any.text(STRING, value)), scope);
  }

  /// Returns this annotation with an attribute of the span more.
  ///
  /// @throws IllegalArgumentException when it has one of this key already
  public Annotation onSpan(String key, double value) {
    return new Annotation(span.and(key, any -> any.real(DOUBLE, value)), scope);
  }

  /// Returns this annotation with an attribute of the scope more.
  ///
  /// @throws IllegalArgumentException when it has one of this key already
  public Annotation onScope(String key, String value) {
    return new Annotation(span, scope.and(key, any -> any.text(STRING, value)));
  }

  /// Returns this annotation with an attribute of the scope more.
  ///
  /// @throws IllegalArgumentException when it has one of this key already
  public Annotation onScope(String key, boolean value) {
    return new Annotation(span, scope.and(key, any -> any.varint(BOOL, value ? 1 : 0)));
  }

  AddedAttributes span() {
    return span;
  }

  AddedAttributes scope() {
    return scope;
  }

  /// Whether spans with either of both may be in one scope.
  boolean sharesScope(Annotation other) {
    return Arrays.equals(scope.fields(), other.scope.fields());
  }
}
