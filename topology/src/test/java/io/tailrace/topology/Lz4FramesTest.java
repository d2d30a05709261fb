package io.tailrace.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import net.jpountz.lz4.LZ4FrameInputStream;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.utils.BufferSupplier;
import org.apache.kafka.common.utils.ByteBufferOutputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class Lz4FramesTest {
  private static final byte MAGIC = RecordBatch.CURRENT_MAGIC_VALUE;

  private final Lz4Frames frames = new Lz4Frames();

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 131_072, 1_000_003})
  void whatIsWrittenIsReadByKafkaAndByTheReferenceReader(int size) throws IOException {
    for (boolean compressible : new boolean[] {true, false}) {
      byte[] bytes = bytes(size, compressible);

      byte[] frame = written(bytes);

      assertThat(kafkas(frame).readAllBytes()).isEqualTo(bytes);
      assertThat(new LZ4FrameInputStream(new ByteArrayInputStream(frame)).readAllBytes())
          .isEqualTo(bytes);
      assertThat(frame.length).isLessThanOrEqualTo(compressible ? size / 10 + 64 : size + 128);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100, 65_536, 70_000})
  void theFrameDoesNotDependOnThePartsThatAreWritten(int part) throws IOException {
    byte[] bytes = bytes(300_000, true);
    ByteBufferOutputStream out = new ByteBufferOutputStream(10);

    try (OutputStream frame = frames.wrapForOutput(out, MAGIC)) {
      frame.write(bytes[0]);
      for (int at = 1; at < bytes.length; at += part) {
        frame.write(bytes, at, Math.min(part, bytes.length - at));
      }
    }

    assertThat(taken(out)).isEqualTo(written(bytes));
  }

  private byte[] written(byte[] bytes) throws IOException {
    ByteBufferOutputStream out = new ByteBufferOutputStream(10);
    try (OutputStream frame = frames.wrapForOutput(out, MAGIC)) {
      frame.write(bytes);
    }
    return taken(out);
  }

  private static byte[] taken(ByteBufferOutputStream out) {
    ByteBuffer buffer = out.buffer().flip();
    return Arrays.copyOf(buffer.array(), buffer.limit());
  }

  private static InputStream kafkas(byte[] frame) {
    return Compression.lz4()
        .build()
        .wrapForInput(ByteBuffer.wrap(frame), MAGIC, BufferSupplier.NO_CACHING);
  }

  private static byte[] bytes(int size, boolean compressible) {
    byte[] bytes = new byte[size];
    if (!compressible) {
      new Random(size).nextBytes(bytes);
    }
    return bytes;
  }
}
