package io.tailrace.component.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What a server answers is read without trusting it.
final class WholeCodecTest {
  private static final int MIB = 1 << 20;

  static Stream<WholeCodec> codecs() {
    return Stream.of(WholeCodec.zstd(MIB), WholeCodec.snappy(MIB));
  }

  @ParameterizedTest
  @MethodSource("codecs")
  void anAnswerIsNeverLargerThanItMayBe(WholeCodec codec) throws IOException {
    byte[] bomb = compressed(codec, new byte[64 * MIB]);
    byte[] fits = compressed(codec, new byte[MIB]);

    try (InputStream plain = codec.decompress(new ByteArrayInputStream(fits))) {
      assertThat(plain.readAllBytes()).hasSize(MIB);
    }
    try (InputStream plain = codec.decompress(new ByteArrayInputStream(bomb))) {
      assertThatThrownBy(plain::readAllBytes).isInstanceOf(IOException.class);
    }
  }

  /// A chunk whose length is as large as the format can say, and then nothing.
  @ParameterizedTest
  @MethodSource("codecs")
  void whatIsOnlyAnnouncedTakesNoMemory(WholeCodec codec) throws IOException {
    byte[] announced = {
      (byte) 0xff, 6, 0, 0, 's', 'N', 'a', 'P', 'p', 'Y', 0, (byte) 0xff, (byte) 0xff, (byte) 0xff
    };
    byte[] small = compressed(codec, new byte[10]);
    try (InputStream plain = codec.decompress(new ByteArrayInputStream(small))) {
      assertThat(plain.readAllBytes()).hasSize(10);
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();

    assertThatThrownBy(() -> codec.decompress(new ByteArrayInputStream(announced)).readAllBytes())
        .isInstanceOf(IOException.class);

    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(4L * MIB);
  }

  private static byte[] compressed(WholeCodec codec, byte[] plain) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = codec.compress(bytes)) {
      out.write(plain);
    }
    return bytes.toByteArray();
  }
}
