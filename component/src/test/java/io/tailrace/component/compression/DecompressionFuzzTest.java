package io.tailrace.component.compression;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.BeforeAll;

/// Whatever the bytes, each decoder gives no more than it may, in bounded memory; and what was
/// compressed comes back.
class DecompressionFuzzTest {
  private static final int LIMIT = 1 << 16;
  private static final long MEMORY = 64L << 20;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @FuzzTest(maxDuration = "3m")
  void gzip(byte[] data) throws IOException {
    check(Encoding.GZIP, data);
  }

  @FuzzTest(maxDuration = "3m")
  void zlib(byte[] data) throws IOException {
    check(Encoding.ZLIB, data);
  }

  @FuzzTest(maxDuration = "3m")
  void zstd(byte[] data) throws IOException {
    check(Encoding.ZSTD, data);
  }

  @FuzzTest(maxDuration = "3m")
  void snappy(byte[] data) throws IOException {
    check(Encoding.SNAPPY, data);
  }

  @FuzzTest(maxDuration = "3m")
  void lz4(byte[] data) throws IOException {
    check(Encoding.LZ4, data);
  }

  /// Loads what each decoder needs, so that it is not counted as a request's.
  @BeforeAll
  static void load() throws IOException {
    for (Encoding encoding : Encoding.values()) {
      Body.of(encoding, EncodingTest.compress(encoding, new byte[10], 1), LIMIT);
    }
  }

  private static void check(Encoding encoding, byte[] data) throws IOException {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    Body body = Body.of(encoding, data, LIMIT);
    assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(MEMORY);
    if (body instanceof Body.Whole(byte[] bytes)) {
      assertThat(bytes.length).isLessThanOrEqualTo(LIMIT);
      byte[] again = EncodingTest.compress(encoding, bytes, 1);
      assertThat(Body.of(encoding, again, LIMIT))
          .isInstanceOfSatisfying(
              Body.Whole.class, whole -> assertThat(whole.bytes()).isEqualTo(bytes));
    }
  }
}
