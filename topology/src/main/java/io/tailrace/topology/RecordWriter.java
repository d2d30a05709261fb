package io.tailrace.topology;

import java.time.Duration;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;

/// Writes records of telemetry, by a producer or straight into the log of a broker in this
/// process. Used by one thread at a time; any may close it.
interface RecordWriter {
  /// Makes one.
  ///
  /// @param memory how many bytes of records it may hold
  static RecordWriter of(Setting setting, long memory) {
    return setting
        .kafka()
        .log()
        .<RecordWriter>map(log -> new LogWriter(log::append, setting.clock()))
        .orElseGet(() -> ProducerWriter.create(setting.kafka(), memory));
  }

  /// Hands a record over. The callback is called exactly once, also when this fails at once.
  void send(ProducerRecord<byte[], byte[]> record, Callback callback);

  /// Says that no further record follows at once: what was handed over should be written.
  void push();

  /// Writes what it holds, for as long as it may take; what it still holds then fails.
  void close(Duration atMost);
}
