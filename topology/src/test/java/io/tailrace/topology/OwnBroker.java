package io.tailrace.topology;

import io.tailrace.broker.BrokerLog;
import io.tailrace.broker.EmbeddedBroker;

/// A test's broker as pipelines in its process see it.
final class OwnBroker {
  private OwnBroker() {}

  static LocalLog log(EmbeddedBroker broker) {
    BrokerLog log = broker.log();
    return LocalLog.of(log::append, log::read, log::end, log::watch);
  }
}
