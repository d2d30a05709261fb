package io.tailrace.bench.micro;

import io.tailrace.app.replay.Recording;
import io.tailrace.app.replay.Request;
import java.io.IOException;
import java.time.InstantSource;

/// A request of recorded spans of one resource, as an SDK sends it.
final class RecordedRequest {
  /// How many spans it has.
  static final int SPANS = Recording.SDK_BATCH;

  private RecordedRequest() {}

  static byte[] otlp() throws IOException {
    Recording recording = Recording.bundled(InstantSource.system(), 1);
    for (long number = 0; ; number++) {
      Request request = recording.request(number);
      if (request.items() == SPANS) {
        return request.otlp();
      }
    }
  }
}
