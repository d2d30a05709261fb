package io.tailrace.app.chaos;

import io.tailrace.app.Main;
import io.tailrace.app.replay.Journeys;
import io.tailrace.app.replay.Reply;
import io.tailrace.app.replay.Request;
import io.tailrace.app.replay.Sender;
import io.tailrace.app.replay.Sink;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A mutant that acknowledges before Kafka does: it answers at once and hands the request to the
/// real pipeline, which runs in the same process, a moment later. The first two arguments are the
/// port that it listens on and the port of the real receiver; the others are those of [Main].
final class EagerMain {
  private static final Duration MOMENT = Duration.ofMillis(50);

  private EagerMain() {}

  public static void main(String[] args) throws Exception {
    var front = Sink.open(Integer.parseInt(args[0]), 0, new Journeys());
    var behind = "127.0.0.1:" + args[1];
    var later = Executors.newVirtualThreadPerTaskExecutor();
    front.behave(
        request -> {
          handOver(later, behind, request);
          return Reply.ACCEPT;
        });
    Main.main(java.util.Arrays.copyOfRange(args, 2, args.length));
  }

  private static void handOver(ExecutorService later, String behind, Request request) {
    var _ =
        later.submit(
            () -> {
              Thread.sleep(MOMENT);
              try (var sender = Sender.grpc(behind, Duration.ofSeconds(5))) {
                return sender.send(request);
              }
            });
  }
}
