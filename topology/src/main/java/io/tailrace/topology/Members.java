package io.tailrace.topology;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/// Who else works in our groups.
///
/// @param self the name under which this process keeps its place in groups over a restart
record Members(Admin admin, Optional<String> self) {
  /// A member that is gone without a word is forgotten after ten seconds.
  private static final Duration LONGEST = Duration.ofSeconds(20);

  private static final Duration BETWEEN = Duration.ofMillis(100);

  /// Returns the processes other than this one that work in groups, in a few words each, by
  /// group. Relays of this process in those groups must have ended.
  Map<String, String> others(Collection<String> groups)
      throws ExecutionException, InterruptedException {
    Map<String, String> found = new TreeMap<>();
    var described = admin.describeConsumerGroups(groups).describedGroups();
    for (var group : described.entrySet()) {
      try {
        other(group.getValue().get()).ifPresent(text -> found.put(group.getKey(), text));
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof GroupIdNotFoundException)) {
          throw e;
        }
      }
    }
    return found;
  }

  private Optional<String> other(ConsumerGroupDescription group) {
    return group.members().stream()
        .filter(member -> self.isEmpty() || !member.groupInstanceId().equals(self))
        .map(Members::text)
        .findFirst();
  }

  private static String text(MemberDescription member) {
    return member.groupInstanceId().orElse(member.clientId()) + " at " + member.host();
  }

  /// Waits until no other process works in groups.
  ///
  /// @return those that still do after twenty seconds
  Map<String, String> awaitNone(Collection<String> groups)
      throws ExecutionException, InterruptedException {
    long deadline = System.nanoTime() + LONGEST.toNanos();
    while (true) {
      Map<String, String> found = groups.isEmpty() ? Map.of() : others(List.copyOf(groups));
      if (found.isEmpty() || System.nanoTime() > deadline) {
        return found;
      }
      Thread.sleep(BETWEEN);
    }
  }
}
