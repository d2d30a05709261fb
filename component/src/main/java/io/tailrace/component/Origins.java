package io.tailrace.component;

import java.util.List;

/// Which client sent which resources of a payload: runs of consecutive resources with the
/// client they came from.
///
/// @param runs in ascending order of their first resource
public record Origins(List<Run> runs) {
  /// Nothing is known about who sent the payload.
  public static final Origins UNKNOWN = new Origins(List.of());

  /// Copies the runs.
  public Origins {
    runs = List.copyOf(runs);
  }

  /// Returns that everything came from one client.
  public static Origins of(Client client) {
    return new Origins(List.of(new Run(0, client)));
  }

  /// Returns the client that sent the resource at an index of the payload, {@link
  /// Client#UNKNOWN} if that was not kept.
  public Client of(int resource) {
    Client found = Client.UNKNOWN;
    for (Run run : runs) {
      if (run.from() > resource) {
        break;
      }
      found = run.client();
    }
    return found;
  }

  /// Resources of one client.
  ///
  /// @param from index of the first resource; the run goes on to the next run's first
  /// @param client who sent them
  public record Run(int from, Client client) {}
}
