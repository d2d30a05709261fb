package io.tailrace.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.component.MetadataKeys;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

final class MetadataTest {
  private static final Map<String, List<String>> REQUEST =
      Map.of("x-scope-orgid", List.of("acme"), "region", List.of("eu", "us"), "via", List.of("x"));

  @Test
  void keepsTheTenantAndWhatIsAskedForAndNothingElse() {
    assertThat(sieve().sift(REQUEST).values()).isEqualTo(Map.of("x-scope-orgid", List.of("acme")));
    assertThat(sieve(new MetadataKeys(List.of("Region"), 0)).sift(REQUEST).values())
        .isEqualTo(Map.of("x-scope-orgid", List.of("acme"), "region", List.of("eu", "us")));
    assertThat(sieve().sift(Map.of("via", List.of("x")))).isSameAs(Metadata.NONE);
    assertThat(sieve().sift(Map.of())).isSameAs(Metadata.NONE);
  }

  @Test
  void comesBackFromARecordAsItWent() {
    Metadata metadata = Metadata.of(REQUEST, Set.of("x-scope-orgid", "region"));
    RecordHeaders headers = new RecordHeaders();
    headers.add(Headers.RECEIVER, Headers.text("otlp"));
    metadata.headers().forEach(headers::add);

    assertThat(Headers.text(headers, "tailrace.tenant")).contains("acme");
    assertThat(headers.headers("tailrace.metadata.region")).hasSize(2);
    assertThat(Metadata.of(headers)).isEqualTo(metadata);
    assertThat(Metadata.of(new RecordHeaders())).isSameAs(Metadata.NONE);
    assertThat(metadata.only(List.of("region")).values())
        .isEqualTo(Map.of("region", List.of("eu", "us")));
  }

  @Test
  void refusesWhatARecordShouldNotCarry() {
    MetadataSieve sieve = sieve();

    assertThat(refusal(sieve, "x".repeat(Metadata.LONGEST))).isEmpty();
    assertThat(refusal(sieve, "x".repeat(Metadata.LONGEST + 1)))
        .contains("the headers x-scope-orgid have 1025 bytes, more than 1024");
    assertThat(refusal(sieve, "\u00e9".repeat(Metadata.LONGEST / 2 + 1))).isPresent();
    assertThat(refusal(sieve, "a\nb")).contains("the header x-scope-orgid has control characters");
    assertThat(refusal(sieve, "../../etc")).as("no name is made of it").isEmpty();
  }

  @Test
  void takesOnlySoManyCombinationsAndGoesOnToTakeThose() {
    MetadataKeys keys = new MetadataKeys(List.of("x-scope-orgid"), 2);
    Map<MetadataKeys, Set<Metadata>> seen = new HashMap<>();
    MetadataSieve sieve = new MetadataSieve(List.of(keys), seen);

    assertThat(refusal(sieve, "a")).isEmpty();
    assertThat(refusal(sieve, "b")).isEmpty();
    assertThat(refusal(sieve, "c"))
        .contains(
            "more than 2 combinations of values of x-scope-orgid, see metadata_cardinality_limit");
    assertThat(refusal(sieve, "a")).isEmpty();
    assertThat(refusal(new MetadataSieve(List.of(keys), seen), "c")).as("also later").isPresent();
  }

  private static Optional<String> refusal(MetadataSieve sieve, String tenant) {
    return sieve.refusal(sieve.sift(Map.of("x-scope-orgid", List.of(tenant))));
  }

  private static MetadataSieve sieve(MetadataKeys... apart) {
    return new MetadataSieve(List.of(apart), new HashMap<>());
  }
}
