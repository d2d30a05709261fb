package io.tailrace.topology;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// What a test opened, closed after it, the last first.
final class Opened implements AfterEachCallback {
  private final List<AutoCloseable> open = new ArrayList<>();

  void add(AutoCloseable closeable) {
    open.add(closeable);
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    for (AutoCloseable closeable : open.reversed()) {
      closeable.close();
    }
  }
}
