package io.tailrace.topology;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

final class SegmentTest {
  @Test
  void letsGoOfTheBytesWhenTheLastPieceHasLeft() {
    Segment segment = new Segment(new ConsumerRecord<>("t", 1, 7, new byte[2], new byte[1000]));
    segment.open();
    segment.open();
    segment.close();
    assertThat(segment.record().value()).hasSize(1000);

    segment.close();

    assertThat(segment.record().value()).isEmpty();
    assertThat(segment.record().headers()).isEmpty();
    assertThat(segment.record().topic()).isEqualTo("t");
    assertThat(segment.record().partition()).isEqualTo(1);
    assertThat(segment.next()).isEqualTo(8);
  }
}
