package io.tailrace.processors.tail_sampling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The numbers are what the Collector's functions returned, of version 0.155.
class IdHashTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "0.0001, 18446744073709",
    "0.1, 18446744073709551",
    "1, 184467440737095519",
    "3.3, 608742554432415231",
    "10, 1844674407370955263",
    "12.5, 2305843009213693951",
    "33.333, 6148853202089604095",
    "50, 9223372036854775807",
    "66.7, 12303978297164271615",
    "99, 18262276632972455935",
    "99.99, 18444899399302178815",
    "99.99999999999999, 18446744073709549567",
    "100, 18446744073709551615",
    "250, 18446744073709551615",
    "1e-300, 0",
    "5e-324, 0",
  })
  void theThresholdIsTheCollectors(double percentage, String threshold) {
    assertThat(Long.toUnsignedString(IdHash.of("", percentage).threshold())).isEqualTo(threshold);
  }

  @ParameterizedTest
  @CsvSource({
    "default-hash-seed, 0000000000000000, 0000000000000000, 16254958829412527165",
    "default-hash-seed, 6d1aadc9e5031e4b, 99bf11ae0a796ebc, 157709021230582971",
    "default-hash-seed, 44c85fd174bfccf4, 3cb5f561cd0040e8, 11109170189126810596",
    "default-hash-seed, 566209385c6601dd, b3fc1472b881d99c, 32383765363393219",
    "default-hash-seed, 8428183c3fae7166, ecbd7cc3ba26c55e, 5680193558895082346",
    "default-hash-seed, 2f5169c92f2f4691, fae28d00f74ecaf2, 16879371161102161872",
    "own, 0000000000000000, 0000000000000000, 10612320743814056415",
    "own, bb8f6026f0560c8b, e735092e6fd13226, 690481911253606803",
    "own, 68df4d6b15c52422, 554e2ca75f2c3053, 75446269677445858",
    "own, 1c00dd92d4e7d5b2, c494d150ad051371, 4618075211034971345",
    "ünïcode, 2034f49bd58cf46e, 9f6e9e858935a984, 2363729622096537846",
    "ünïcode, b6b793a57890d505, 6c85a2cf6b3d25c5, 7829940050757546932",
    "ünïcode, 6c97cd0046e8d043, cb701e43bc9e40a1, 13243841902600322297",
  })
  void theHashIsTheCollectors(String salt, String high, String low, String hash) {
    long wanted = Long.parseUnsignedLong(hash);
    long state = IdHash.of(salt, 1).state();

    assertThat(new IdHash(state, wanted).samples(hex(high), hex(low))).isTrue();
    assertThat(new IdHash(state, wanted - 1).samples(hex(high), hex(low))).isFalse();
  }

  @Test
  void aShareIsAboutThatOfRandomIds() {
    IdHash tenth = IdHash.of(ProbabilisticConfig.SALT, 10);
    var random = new java.util.Random(1);

    long sampled =
        random
            .longs(100_000)
            .filter(high -> tenth.samples(high, Long.rotateLeft(high, 17) * 31))
            .count();

    assertThat(sampled).isBetween(9_500L, 10_500L);
  }

  private static long hex(String text) {
    return Long.parseUnsignedLong(text, 16);
  }
}
