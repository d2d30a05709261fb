package io.tailrace.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// One key of a component's configuration, named once: on the record component that holds its
/// value.
///
/// The key is the component's name in snake case unless {@link #key} gives it. What may stand
/// below the key follows from the component's type: `String`, `int`, `long`, `double`,
/// `boolean`, {@link java.time.Duration}, {@link Secret}, an enum (its constants in lower
/// case), {@link ComponentId} (an extension), {@link PipelineId} (a pipeline), `Optional` of
/// these (absent when the key is),
/// `List` of these, `Map` from `String` to these, and records (a section). A section that is
/// `Optional` is absent unless something stands below its key, or `{}` behind it; it accepts
/// `enabled: false` as the Collector's optional sections do. A record component of type {@link
/// Node} takes whatever stands there.
///
/// Reference documentation and the JSON schema are generated from these annotations.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Option {
  /// What the key means, in a sentence or two of Markdown.
  String doc();

  /// The default as it would be written in YAML; empty for the type's own (empty text, 0,
  /// false, no entries, absent, or a section's defaults).
  ///
  /// On a section, a map such as `{endpoint: "localhost:4317"}`: the defaults of its keys where
  /// they differ from what the section's record says. It does not make an `Optional` section
  /// present.
  String value() default "";

  /// The key where it is not the component's name in snake case.
  String key() default "";

  /// Whether a configuration without this key is refused.
  boolean required() default false;

  /// Whether a list that is written must have an entry; the key is left out to have none.
  boolean nonEmpty() default false;

  /// The least number allowed; for durations in nanoseconds.
  long min() default Long.MIN_VALUE;

  /// The greatest number allowed; for durations in nanoseconds.
  long max() default Long.MAX_VALUE;

  /// The only texts allowed, where an enum would be too much.
  String[] oneOf() default {};

  /// Whether an empty text is a value of its own for an `Optional` text or secret. Otherwise it
  /// is as good as none, as in the Collector: what an unset variable leaves of
  /// `cert_file: ${env:CERT}`.
  boolean emptyCounts() default false;

  /// Whether an optional section is there, with all its defaults, when nothing stands behind its
  /// key, as with `grpc:`. Otherwise such a key is as good as none: a `tls:` whose lines are all
  /// commented out means no TLS.
  boolean onWhenEmpty() default false;

  /// Why the key has no effect here, when it is accepted only so that the Collector's files
  /// load. Such a key is named at start when it is set, and in the reference.
  String noEffect() default "";

  /// Whether the section's keys stand at the same level as its neighbours (Go's `squash`).
  boolean inline() default false;

  /// Earlier spellings of the key that are still read, with a notice.
  String[] formerly() default {};
}
