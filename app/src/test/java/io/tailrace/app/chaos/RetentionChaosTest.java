package io.tailrace.app.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.app.replay.Reply;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is delivered is trimmed; what is not stays, however old it is.
final class RetentionChaosTest {
  @TempDir private Path directory;

  @Test
  void trimsWhatIsDeliveredAndNeverWhatIsNot() throws Exception {
    var setup = Setup.in(directory).with("kafka: {", "kafka: {topics: {retention: 1s}, ");
    try (var rig = setup.start();
        var clients = rig.clients()) {
      clients.sendAll(5_000);
      rig.await("all to be trimmed", () -> rig.topics().begins().equals(rig.topics().ends()));
      var trimmed = rig.topics().begins();
      assertThat(trimmed.values().stream().mapToLong(Long::longValue).sum()).isPositive();

      rig.sink.behave(Reply.always(new Reply.Refuse(503)));
      clients.sendAll(20_000);
      Thread.sleep(Kills.OUTAGE);
      assertThat(rig.topics().begins()).isEqualTo(trimmed);
      assertThat(rig.topics().ends()).isNotEqualTo(trimmed);

      rig.sink.behave(Reply.always(Reply.ACCEPT));
      var done = "for " + ChaosTest.seconds(Kills.OUTAGE) + ", `topics.retention` 1 s";
      var account = rig.settle(clients).noted("the backend is down", done);
      assertThat(account.missing()).isZero();
      rig.await("all to be trimmed", () -> rig.topics().begins().equals(rig.topics().ends()));
    }
  }
}
