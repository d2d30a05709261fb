package io.tailrace.app.replay;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Sends a workload from several clients at once, again and again until it is acknowledged.
public final class LoadGenerator {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private final Workload workload;
  private final Supplier<Sender> senders;
  private final Journeys journeys;
  private final Tally tally = new Tally();
  private long sequence;
  private volatile boolean stopped;

  /// Creates a generator that has sent nothing yet.
  ///
  /// @param workload what to send
  /// @param senders one connection per client
  /// @param journeys is told when items leave
  public LoadGenerator(Workload workload, Supplier<Sender> senders, Journeys journeys) {
    this.workload = workload;
    this.senders = senders;
    this.journeys = journeys;
  }

  /// What clients were told so far, over all runs.
  public Tally tally() {
    return tally;
  }

  /// Sends by the plan and returns when its end is reached or [#stop] was called. A further run
  /// continues where the last one ended.
  public void run(LoadPlan plan) throws InterruptedException {
    stopped = false;
    var schedule = new Schedule(plan, System.nanoTime());
    try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < plan.workers(); i++) {
        var _ =
            clients.submit(
                () -> {
                  client(schedule);
                  return schedule;
                });
      }
      clients.shutdown();
      clients.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    }
  }

  /// Ends the run: what is not acknowledged when its attempt ends is given up.
  public void stop() {
    stopped = true;
  }

  private void client(Schedule schedule) throws InterruptedException {
    try (var sender = senders.get()) {
      while (!stopped) {
        var turn = turn(schedule);
        if (turn.due == Schedule.OVER) {
          return;
        }
        long due = turn.due;
        var request = workload.request(turn.number);
        long early = due - System.nanoTime();
        if (early > 0) {
          TimeUnit.NANOSECONDS.sleep(early);
        }
        deliver(sender, request, schedule.paced() ? due : System.nanoTime(), schedule);
      }
    }
  }

  /// Hands out the next request. What is sent depends on the plan alone, not on which client comes
  /// first.
  private synchronized Turn turn(Schedule schedule) {
    long due = schedule.next(workload.items(sequence));
    return new Turn(due == Schedule.OVER ? sequence : sequence++, due);
  }

  /// Whose turn it is.
  ///
  /// @param number of the request
  /// @param due when it is to be sent
  private record Turn(long number, long due) {}

  private void deliver(Sender sender, Request request, long began, Schedule schedule)
      throws InterruptedException {
    tally.begins();
    journeys.departs(request);
    var pause = FIRST_PAUSE;
    while (true) {
      var answer = sender.send(request);
      if (answer.verdict() == Answer.Verdict.ACKNOWLEDGED) {
        tally.acknowledged(request, System.nanoTime() - began);
        return;
      }
      tally.refused(answer);
      boolean again = answer.verdict() == Answer.Verdict.RETRY && schedule.persistent();
      if (!again || stopped) {
        tally.givesUp(request);
        return;
      }
      Thread.sleep(pause);
      pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
    }
  }

  /// When each request is due.
  private static final class Schedule {
    static final long OVER = Long.MIN_VALUE;

    private final LoadPlan plan;
    private final long start;
    private long planned;

    Schedule(LoadPlan plan, long start) {
      this.plan = plan;
      this.start = start;
    }

    boolean paced() {
      return plan.rate() > 0;
    }

    boolean persistent() {
      return plan.persistent();
    }

    /// Returns the time at which the next request is due, or [#OVER].
    long next(int items) {
      long before = planned;
      planned += items;
      long offset = paced() ? (long) (before / plan.rate() * 1e9) : System.nanoTime() - start;
      boolean over = before >= plan.items() || offset >= plan.limit().toNanos();
      return over ? OVER : start + offset;
    }
  }
}
