package io.tailrace.topology;

import io.tailrace.broker.BrokerLog;
import io.tailrace.broker.EmbeddedBroker;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A broker in the process of the tests, one for all of a class.
final class OwnBroker implements BeforeAllCallback, AfterAllCallback {
  private final Supplier<Path> directory;
  private Optional<EmbeddedBroker> running = Optional.empty();

  OwnBroker(Supplier<Path> directory) {
    this.directory = directory;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    running = Optional.of(EmbeddedBroker.temporary(directory.get()));
  }

  @Override
  public void afterAll(ExtensionContext context) {
    running.ifPresent(EmbeddedBroker::close);
  }

  /// Ends it and starts it again with the same data, at another port.
  void restart() {
    running.ifPresent(EmbeddedBroker::close);
    running = Optional.of(EmbeddedBroker.temporary(directory.get()));
  }

  String bootstrapServers() {
    return running.orElseThrow().bootstrapServers();
  }

  /// Its log as pipelines in the same process see it.
  LocalLog log() {
    BrokerLog log = running.orElseThrow().log();
    return LocalLog.of(log::append, log::read, log::end, log::watch);
  }
}
