package io.tailrace.topology;

import io.tailrace.component.Outcome;
import io.tailrace.config.ComponentId;
import io.tailrace.model.Signal;

/// Where requests come from: a signal of a receiver.
record Source(ComponentId receiver, Signal signal) {
  /// The answer to a request while no pipeline takes what comes from here.
  Outcome unwanted() {
    return new Outcome.Refused("no pipeline takes " + signal.id() + " from here");
  }
}
