package io.tailrace.component.compression;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdOutputStream;
import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import javax.management.JMException;
import javax.management.ObjectName;
import net.jpountz.lz4.LZ4FrameOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream.FLG;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.xerial.snappy.Snappy;
import org.xerial.snappy.SnappyFramedOutputStream;

class EncodingTest {
  private static final int MIB = 1 << 20;

  @ParameterizedTest
  @EnumSource(Encoding.class)
  void givesBackWhatWasCompressed(Encoding encoding) throws IOException {
    byte[] text = "all work and no play ".repeat(20_000).getBytes(StandardCharsets.UTF_8);
    assertThat(Body.of(encoding, compress(encoding, text, 1), MIB))
        .isInstanceOfSatisfying(
            Body.Whole.class, whole -> assertThat(whole.bytes()).isEqualTo(text));
    assertThat(Body.of(encoding, compress(encoding, new byte[0], 1), MIB))
        .isInstanceOfSatisfying(Body.Whole.class, whole -> assertThat(whole.bytes()).isEmpty());
  }

  @ParameterizedTest
  @EnumSource(Encoding.class)
  void takesExactlyTheLimitAndNothingAbove(Encoding encoding) throws IOException {
    assertThat(Body.of(encoding, compress(encoding, new byte[MIB], 1), MIB))
        .isInstanceOf(Body.Whole.class);
    assertThat(Body.of(encoding, compress(encoding, new byte[MIB + 1], 1), MIB))
        .isInstanceOf(Body.TooLarge.class);
  }

  @ParameterizedTest
  @EnumSource(Encoding.class)
  void refusesABombWithoutAllocatingWhatItHolds(Encoding encoding) throws IOException {
    byte[] bomb = compress(encoding, new byte[MIB], 256);
    Body.of(encoding, compress(encoding, new byte[10], 1), MIB);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    assertThat(Body.of(encoding, bomb, MIB)).isInstanceOf(Body.TooLarge.class);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(32L * MIB);
  }

  @Test
  void manyTinyLz4FramesTakeLittleMemoryOneAfterTheOtherAndAtOnce() throws IOException {
    byte[] frame = lz4(LZ4FrameOutputStream.BLOCKSIZE.SIZE_4MB, new byte[10]);
    ByteArrayOutputStream many = new ByteArrayOutputStream();
    for (int i = 0; i < 300; i++) {
      many.writeBytes(frame);
    }
    Body.of(Encoding.LZ4, frame, MIB);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();

    assertThat(Body.of(Encoding.LZ4, many.toByteArray(), MIB))
        .isInstanceOfSatisfying(Body.Whole.class, w -> assertThat(w.bytes()).hasSize(3000));
    List<InputStream> open = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      InputStream stream = Encoding.LZ4.decompress(new ByteArrayInputStream(frame), MIB);
      assertThat(stream.read()).isZero();
      open.add(stream);
    }

    assertThat(open).hasSize(300);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(64L * MIB);
  }

  /// What only a finalizer frees would pile up with small frames. The few that are there are the
  /// writer's.
  @Test
  void openLz4FramesHoldNothingOutsideTheHeap() throws Exception {
    byte[] frame = lz4(LZ4FrameOutputStream.BLOCKSIZE.SIZE_64KB, new byte[10]);
    List<InputStream> open = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      InputStream stream = Encoding.LZ4.decompress(new ByteArrayInputStream(frame), MIB);
      assertThat(stream.read()).isZero();
      open.add(stream);
    }

    assertThat(living("io.tailrace.component.compression.Lz4Stream")).isGreaterThanOrEqualTo(1000);
    assertThat(living("net.jpountz.xxhash.StreamingXXHash32JNI")).isLessThan(500);
    assertThat(open).hasSize(1000);
  }

  private static long living(String type) throws JMException {
    String histogram =
        (String)
            ManagementFactory.getPlatformMBeanServer()
                .invoke(
                    new ObjectName("com.sun.management:type=DiagnosticCommand"),
                    "gcClassHistogram",
                    new Object[] {new String[0]},
                    new String[] {String[].class.getName()});
    return histogram
        .lines()
        .map(line -> line.strip().split("\\s+"))
        .filter(columns -> columns.length > 3 && columns[3].equals(type))
        .mapToLong(columns -> Long.parseLong(columns[1]))
        .sum();
  }

  @Test
  void anLz4BlockIsSetAsideAsItArrives() throws IOException {
    byte[] frame = lz4(LZ4FrameOutputStream.BLOCKSIZE.SIZE_4MB, new byte[10]);
    byte[] announced = Arrays.copyOf(frame, 11);
    announced[9] = 0x3f;
    Body.of(Encoding.LZ4, announced, MIB);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();

    assertThat(Body.of(Encoding.LZ4, announced, MIB)).isInstanceOf(Body.Broken.class);

    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(MIB);
  }

  @ParameterizedTest
  @EnumSource(LZ4FrameOutputStream.BLOCKSIZE.class)
  void readsLz4FramesOfEachBlockSizeWithAllChecksumsAndSkipsTheSkippable(
      LZ4FrameOutputStream.BLOCKSIZE size) throws IOException {
    byte[] text = new byte[9 * MIB];
    new Random(3).nextBytes(text);
    Arrays.fill(text, MIB, 8 * MIB, (byte) 7);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(new byte[] {0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3});
    bytes.writeBytes(lz4(size, text));
    byte[] good = bytes.toByteArray();

    assertThat(Body.of(Encoding.LZ4, good, text.length))
        .isInstanceOfSatisfying(Body.Whole.class, w -> assertThat(w.bytes()).isEqualTo(text));
    good[good.length - 1]++;
    assertThat(Body.of(Encoding.LZ4, good, text.length)).isInstanceOf(Body.Broken.class);
  }

  @Test
  void saysThatLinkedLz4BlocksAreNotRead() throws IOException {
    byte[] linked = compress(Encoding.LZ4, new byte[10], 1);
    linked[4] &= ~0x20;
    assertThat(Body.of(Encoding.LZ4, linked, MIB))
        .isInstanceOfSatisfying(
            Body.Broken.class, broken -> assertThat(broken.reason()).contains("independent"));
  }

  private static byte[] lz4(LZ4FrameOutputStream.BLOCKSIZE size, byte[] content)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out =
        new LZ4FrameOutputStream(
            bytes,
            size,
            content.length,
            FLG.Bits.BLOCK_INDEPENDENCE,
            FLG.Bits.BLOCK_CHECKSUM,
            FLG.Bits.CONTENT_CHECKSUM,
            FLG.Bits.CONTENT_SIZE)) {
      out.write(content);
    }
    return bytes.toByteArray();
  }

  @Test
  void refusesASnappyBlockThatAnnouncesGigabytes() throws IOException {
    byte[] announced = {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x07, 0, 0, 0, 0, 0, 0};
    assertThat(Body.of(Encoding.SNAPPY, announced, MIB)).isInstanceOf(Body.TooLarge.class);
    byte[] block = Snappy.compress("hello".getBytes(StandardCharsets.UTF_8));
    assertThat(Body.of(Encoding.SNAPPY, block, MIB)).isInstanceOf(Body.Whole.class);
  }

  @ParameterizedTest
  @EnumSource(Encoding.class)
  void callsCutAndRandomBytesBroken(Encoding encoding) throws IOException {
    byte[] text = new byte[100_000];
    new Random(1).nextBytes(text);
    byte[] good = compress(encoding, text, 1);
    byte[] cut = Arrays.copyOf(good, good.length / 2);
    assertThat(Body.of(encoding, cut, MIB)).isInstanceOf(Body.Broken.class);
    Random random = new Random(2);
    for (int i = 0; i < 2_000; i++) {
      byte[] mutated = i % 2 == 0 ? new byte[random.nextInt(200)] : good.clone();
      if (i % 2 == 0) {
        random.nextBytes(mutated);
      } else {
        for (int k = 0; k < 3; k++) {
          mutated[random.nextInt(Math.min(200, mutated.length))] = (byte) random.nextInt();
        }
      }
      assertThat(Body.of(encoding, mutated, MIB)).isNotNull();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "gzip, GZIP",
    "zlib, ZLIB",
    "deflate, ZLIB",
    "zstd, ZSTD",
    "snappy, SNAPPY",
    "x-snappy-framed, SNAPPY",
    "lz4, LZ4"
  })
  void knowsTheCollectorsNames(String name, Encoding encoding) {
    assertThat(Encoding.of(name)).contains(encoding);
    assertThat(Encoding.of("br")).isEmpty();
  }

  static byte[] compress(Encoding encoding, byte[] piece, int times) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = stream(encoding, bytes)) {
      for (int i = 0; i < times; i++) {
        out.write(piece);
      }
    }
    return bytes.toByteArray();
  }

  private static OutputStream stream(Encoding encoding, OutputStream out) throws IOException {
    return switch (encoding) {
      case GZIP -> new GZIPOutputStream(out);
      case ZLIB -> new DeflaterOutputStream(out);
      case ZSTD -> new ZstdOutputStream(out);
      case SNAPPY -> new SnappyFramedOutputStream(out);
      case LZ4 -> new LZ4FrameOutputStream(out);
    };
  }
}
