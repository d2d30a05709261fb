package io.tailrace.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Names the options whose effect a test shows: change the value, and the test sees the
/// behaviour change.
///
/// The build fails when an {@link Option} that has an effect is named by no test.
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface Proves {
  /// The options, as `RecordName.key`: `RetryConfig.initial_interval`.
  String[] value();
}
