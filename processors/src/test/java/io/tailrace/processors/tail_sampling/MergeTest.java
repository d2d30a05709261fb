package io.tailrace.processors.tail_sampling;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.component.sampling.Vote;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The whole table: which kinds of votes there are, in any order and number.
class MergeTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          NOT_SAMPLED                                  | false | _none
          SAMPLED                                      | true  | SAMPLED
          SAMPLED NOT_SAMPLED                          | true  | SAMPLED
          INVERT_SAMPLED                               | true  | INVERT_SAMPLED
          INVERT_SAMPLED NOT_SAMPLED                   | false | _none
          INVERT_SAMPLED SAMPLED                       | true  | SAMPLED
          INVERT_SAMPLED SAMPLED NOT_SAMPLED           | true  | SAMPLED
          INVERT_NOT_SAMPLED                           | false | INVERT_NOT_SAMPLED
          INVERT_NOT_SAMPLED SAMPLED                   | false | INVERT_NOT_SAMPLED
          INVERT_NOT_SAMPLED NOT_SAMPLED               | false | INVERT_NOT_SAMPLED
          INVERT_NOT_SAMPLED INVERT_SAMPLED            | false | INVERT_NOT_SAMPLED
          INVERT_NOT_SAMPLED INVERT_SAMPLED SAMPLED    | false | INVERT_NOT_SAMPLED
          DROPPED                                      | false | DROPPED
          DROPPED SAMPLED                              | false | DROPPED
          DROPPED INVERT_NOT_SAMPLED SAMPLED           | false | DROPPED
          DROPPED INVERT_SAMPLED                       | false | DROPPED
          NOT_ASKED                                    | false | _none
          """)
  void votesComeToOneDecision(String votes, boolean kept, String cause) {
    List<Vote> given = Stream.of(votes.split(" ")).map(Vote::valueOf).toList();
    for (List<Vote> order : List.of(given, given.reversed())) {
      Merge merge = new Merge();
      for (int policy = 0; policy < order.size(); policy++) {
        merge.add(order.get(policy), policy);
        merge.add(order.get(policy), policy + 100);
      }
      int decided = merge.cause(-1);

      assertThat(merge.kept()).isEqualTo(kept);
      assertThat(decided < 0 ? "_none" : order.get(decided).name()).isEqualTo(cause);
    }
  }
}
