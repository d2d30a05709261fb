package io.tailrace.topology;

import io.tailrace.component.Delivery;
import io.tailrace.component.Payload;
import java.time.Duration;
import java.util.List;

/// One request on its way to a backend, until every item of it has left.
///
/// A refused request is halved, first between records and then between items, so that only what
/// the backend really refuses goes to the dead letters. Runs on a virtual thread of its own.
final class Shipment {
  private static final int STRIKES = 10;
  private static final int STRIKES_OF_PART = 2;
  private static final Duration FAILED_AFTER = Duration.ofMinutes(5);

  private final Outlet outlet;
  private final List<Piece> pieces;
  private boolean counted;

  Shipment(Outlet outlet, List<Piece> pieces) {
    this.outlet = outlet;
    this.pieces = pieces;
  }

  /// Sends everything; returns when every item has left.
  void run() throws InterruptedException {
    if (pieces.getFirst().fault().isEmpty()) {
      deliver(pieces, STRIKES);
    } else {
      bury(pieces, pieces.getFirst().fault(), outlet.nanos());
    }
  }

  private void deliver(List<Piece> part, int strikesAllowed) throws InterruptedException {
    Backend.Request request = outlet.request(part);
    int items = items(part);
    Backoff backoff = outlet.backoff();
    long since = outlet.nanos();
    long othersSucceeded = outlet.meter().successes();
    int strikes = 0;
    while (true) {
      Delivery delivery = outlet.send(request, items);
      Duration least = Duration.ZERO;
      String reason;
      switch (delivery) {
        case Delivery.Delivered _ -> {
          settle(part, 0);
          return;
        }
        case Delivery.Partial partial -> {
          outlet.partial(partial);
          settle(part, Math.min(partial.rejected(), items));
          return;
        }
        case Delivery.Refused refused -> {
          refused(part, refused.reason(), since);
          return;
        }
        case Delivery.Unreachable unreachable -> {
          outlet.unreachable(unreachable.reason());
          reason = "";
        }
        case Delivery.Retry retry -> {
          reason = retry.reason();
          least = retry.after();
          long now = outlet.meter().successes();
          strikes += now > othersSucceeded ? 1 : 0;
          othersSucceeded = now;
          if (strikes >= strikesAllowed) {
            refused(part, "fails while other requests succeed: " + reason, since);
            return;
          }
        }
      }
      Duration wait = backoff.next(least);
      if (givenUp(part, reason, since, wait)) {
        return;
      }
      tell(Duration.ofNanos(outlet.nanos() - since), reason, items);
      outlet.pause(wait);
    }
  }

  /// Whether items left that the backend might have taken later: they expired, or were tried for
  /// as long as the configuration says.
  private boolean givenUp(List<Piece> part, String reason, long since, Duration wait)
      throws InterruptedException {
    if (outlet.expiring()) {
      part.forEach(Piece::expire);
      return true;
    }
    Duration failing = Duration.ofNanos(outlet.nanos() - since);
    if (!reason.isEmpty() && outlet.givesUp(failing.plus(wait))) {
      bury(part, "failed for %d s: %s".formatted(failing.toSeconds(), reason), since);
      return true;
    }
    return false;
  }

  private void tell(Duration failing, String reason, long items) {
    if (!reason.isEmpty()) {
      outlet.waiting(failing, reason);
    }
    if (!counted && failing.compareTo(FAILED_AFTER) >= 0) {
      counted = true;
      outlet.meter().failed(items);
    }
  }

  private void refused(List<Piece> part, String reason, long since) throws InterruptedException {
    if (part.size() > 1) {
      int half = part.size() / 2;
      deliver(part.subList(0, half), STRIKES_OF_PART);
      deliver(part.subList(half, part.size()), STRIKES_OF_PART);
      return;
    }
    Piece piece = part.getFirst();
    int items = piece.payload().items();
    List<Payload> halves =
        items > 1 ? outlet.split(piece.payload(), (items + 1) / 2) : List.of(piece.payload());
    if (halves.size() < 2) {
      bury(part, reason, since);
      return;
    }
    for (Payload _ : halves) {
      piece.segment().open();
    }
    piece.segment().close();
    for (Payload half : halves) {
      deliver(List.of(new Piece(piece.segment(), half, "")), STRIKES_OF_PART);
    }
  }

  private void bury(List<Piece> part, String reason, long since) throws InterruptedException {
    for (Piece piece : part) {
      outlet.bury(piece, reason, Duration.ofNanos(outlet.nanos() - since));
      piece.segment().left(Tally.Exit.DEAD_LETTERED, piece.payload().items());
      piece.segment().close();
    }
  }

  private void settle(List<Piece> part, long rejected) {
    long left = rejected;
    long sent = 0;
    for (Piece piece : part) {
      long items = piece.payload().items();
      long refused = Math.min(left, items);
      left -= refused;
      sent += items - refused;
      if (refused > 0) {
        piece.segment().left(Tally.Exit.REFUSED, refused);
      }
      piece.segment().left(Tally.Exit.EXPORTED, items - refused);
      piece.segment().close();
    }
    outlet.meter().sent(sent);
    outlet.meter().failed(rejected);
    outlet.succeeded();
  }

  private static int items(List<Piece> part) {
    int items = 0;
    for (Piece piece : part) {
      items += piece.payload().items();
    }
    return items;
  }
}
