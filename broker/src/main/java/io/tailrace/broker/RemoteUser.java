package io.tailrace.broker;

import io.tailrace.config.Secret;

/// Somebody who may connect to the secured listener.
///
/// @param name the name, as SCRAM transmits it
/// @param password the password
/// @param role what the user may do
public record RemoteUser(String name, Secret password, Role role) {
  /// What a user of the secured listener may do. Nobody there may administer anything.
  public enum Role {
    /// May append to the raw topics and keep count of that, and nothing else.
    AGENT,
    /// May run pipelines and keep the ledger, in the topics and groups that carry our prefix.
    WORKER,
    /// May read our topics, in groups that do not carry our prefix: somebody downstream.
    CONSUMER
  }
}
