package io.tailrace.broker;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where the embedded node says what it has to say.
final class NodeLog {
  static final Logger LOGGER = LoggerFactory.getLogger(EmbeddedBroker.class);

  private NodeLog() {}
}
