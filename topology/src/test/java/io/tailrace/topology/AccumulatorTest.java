package io.tailrace.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.component.Client;
import io.tailrace.component.Outcome;
import io.tailrace.config.ComponentId;
import io.tailrace.model.Signal;
import io.tailrace.model.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class AccumulatorTest {
  private static final int FULL = 1000;

  private final Accumulator accumulator = new Accumulator(FULL, 8 * FULL, Long.MAX_VALUE / 2);
  private final Lane lane = new Lane(Signal.TRACES, ComponentId.of("otlp"), "t", 1, "me");

  @Test
  void whatOneTenantSendsStaysInOrderHoweverManyOthersSend() throws Exception {
    add("a", 1, 10);
    for (int other = 0; other < 2000; other++) {
      add("other " + other, 0, 10);
    }
    add("a", 2, FULL);

    assertThat(firstBytesOf("a")).containsExactly(1, 2);
  }

  @Test
  void aTenantWhoseParcelLeftGetsAnother() throws Exception {
    add("a", 1, FULL);
    add("a", 2, 10);
    add("a", 3, FULL);

    assertThat(firstBytesOf("a")).containsExactly(1, 2, 3);
  }

  private void add(String tenant, int firstByte, int length) {
    byte[] bytes = new byte[length];
    bytes[0] = (byte) firstByte;
    Metadata metadata =
        Metadata.of(Map.of(Metadata.TENANT, List.of(tenant)), Set.of(Metadata.TENANT));
    accumulator.add(
        lane,
        metadata,
        List.of(new Slice(0, bytes, 1, 1)),
        new PendingRequest(1, Outcome.ACCEPTED, Client.UNKNOWN, _ -> {}));
  }

  /// The first bytes of the slices of a tenant in the order in which they leave.
  private List<Integer> firstBytesOf(String tenant) throws InterruptedException {
    accumulator.close();
    List<Parcel> parcels = new ArrayList<>();
    accumulator.take(parcels);
    List<Integer> found = new ArrayList<>();
    for (Parcel parcel : parcels) {
      boolean theirs =
          parcel.lane().headers().stream()
              .anyMatch(header -> new String(header.value(), UTF_8).equals(tenant));
      if (theirs) {
        byte[] value = parcel.value();
        for (int at = 0; at < value.length; at++) {
          if (value[at] != 0) {
            found.add((int) value[at]);
          }
        }
      }
    }
    return found;
  }
}
