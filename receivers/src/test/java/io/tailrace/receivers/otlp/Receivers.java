package io.tailrace.receivers.otlp;

import io.tailrace.component.Factory.ReceiverMaker;
import io.tailrace.component.Host;
import io.tailrace.component.Intake;
import io.tailrace.testkit.Options;

/// Receivers as a file would configure them.
final class Receivers {
  private Receivers() {}

  /// One that serves gRPC on an address.
  static OtlpReceiver make(String endpoint, Host host, Intake intake) {
    return of("protocols: {grpc: {endpoint: \"%s\"}}".formatted(endpoint), host, intake);
  }

  /// One with the keys of a YAML.
  static OtlpReceiver of(String yaml, Host host, Intake intake) {
    OtlpConfig config = Options.of(OtlpReceiver.FACTORY, yaml);
    return (OtlpReceiver)
        ((ReceiverMaker<OtlpConfig>) OtlpReceiver.FACTORY.maker()).make(config, host, intake);
  }
}
