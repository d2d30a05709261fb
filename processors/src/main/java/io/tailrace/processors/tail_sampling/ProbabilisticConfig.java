package io.tailrace.processors.tail_sampling;

import io.tailrace.config.Option;

/// The block of a policy of type `probabilistic`.
record ProbabilisticConfig(
    @Option(
            min = 0,
            doc =
                "How many percent of the traces are sampled, by a hash of their id that is the"
                    + " Collector's; `100` or more for all.")
        double samplingPercentage,
    @Option(
            value = "default-hash-seed",
            doc =
                "What is hashed before the id. Policies of the same salt sample the same traces;"
                    + " empty for the default.")
        String hashSalt) {
  /// The default of `hash_salt`.
  static final String SALT = "default-hash-seed";

  /// What is hashed before the id.
  String salt() {
    return hashSalt.isEmpty() ? SALT : hashSalt;
  }
}
