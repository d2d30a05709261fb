package io.tailrace.topology;

import io.tailrace.component.Admission;
import io.tailrace.component.Client;
import io.tailrace.component.MetadataKeys;
import io.tailrace.component.Outcome;
import io.tailrace.component.Payload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks all that may refuse a request on behalf of the pipelines behind its source, before
/// anything is done for it. It is the same with Kafka and without.
record AdmissionControl(MetadataSieve sieve, List<Admission> admissions) {
  private static final Logger LOG = LoggerFactory.getLogger(AdmissionControl.class);
  private static final Duration SOON = Duration.ofSeconds(1);

  /// Asks those who demand to be.
  ///
  /// @param seen the combinations of metadata that were let in, shared by all of a process
  static AdmissionControl of(Demands demands, Map<MetadataKeys, Set<Metadata>> seen) {
    return new AdmissionControl(new MetadataSieve(demands.apart(), seen), demands.admissions());
  }

  /// What is kept of the metadata of who sent a request.
  Metadata metadata(Client client) {
    return sieve.sift(client.metadata());
  }

  /// Why a request is refused; empty if it is not. To be asked once for each.
  ///
  /// @param metadata what is kept of its metadata
  Optional<Outcome> refusal(Payload request, Metadata metadata) {
    Optional<String> fault = sieve.refusal(metadata);
    if (fault.isPresent()) {
      return fault.map(Outcome.Refused::new);
    }
    try {
      for (int i = 0; i < admissions.size(); i++) {
        Optional<String> reason = admissions.get(i).refusal(request);
        if (reason.isPresent()) {
          return reason.map(why -> new Outcome.Overloaded(why, SOON));
        }
      }
      return Optional.empty();
    } catch (RuntimeException e) {
      LOG.error("a processor failed to say whether it admits a request", e);
      return Optional.of(new Outcome.Retry("a processor failed to admit it: " + e, SOON));
    }
  }
}
