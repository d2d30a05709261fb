package io.tailrace.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.component.Client;
import io.tailrace.component.Origins;
import io.tailrace.component.Outcome;
import io.tailrace.config.ComponentId;
import io.tailrace.model.Signal;
import io.tailrace.model.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ParcelTest {
  private final Parcel parcel =
      new Parcel(new Lane(Signal.TRACES, ComponentId.of("otlp"), "t", 1, "me"), 0);

  @Test
  void knowsWhoSentEachResourceOfTheRequestsThatItJoins() {
    Client ada = Client.at("10.0.0.1");
    Client bob = Client.at("10.0.0.2");
    add(2, ada);
    add(1, ada);
    add(1, Client.UNKNOWN);
    add(3, bob);
    assertThat(parcel.origins().runs())
        .isEqualTo(
            List.of(
                new Origins.Run(0, ada),
                new Origins.Run(3, Client.UNKNOWN),
                new Origins.Run(4, bob)));
    assertThat(parcel.origins().of(2)).isEqualTo(ada);
    assertThat(parcel.origins().of(3)).isEqualTo(Client.UNKNOWN);
    assertThat(parcel.origins().of(6)).isEqualTo(bob);
  }

  @Test
  void saysNothingWhenNobodyAsksWhoSentIt() {
    add(2, Client.UNKNOWN);
    assertThat(parcel.origins()).isEqualTo(Origins.UNKNOWN);
  }

  @Test
  void aClientThatCannotBeAnsweredKeepsNobodyElseFromAnAnswer() {
    List<Outcome> answers = new ArrayList<>();
    Slice slice = new Slice(0, new byte[] {1}, 1, 1);
    Consumer<Outcome> failing =
        _ -> {
          throw new IllegalStateException("the call is closed");
        };
    parcel.add(slice, new PendingRequest(1, Outcome.ACCEPTED, Client.UNKNOWN, failing));
    parcel.add(slice, new PendingRequest(1, Outcome.ACCEPTED, Client.UNKNOWN, answers::add));

    parcel.stored();

    assertThat(answers).containsExactly(Outcome.ACCEPTED);
  }

  private void add(int resources, Client client) {
    parcel.add(
        new Slice(0, new byte[] {1}, resources, resources),
        new PendingRequest(1, Outcome.ACCEPTED, client, _ -> {}));
  }
}
