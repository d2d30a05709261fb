package io.tailrace.app;

import com.github.luben.zstd.Zstd;
import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import net.jpountz.lz4.LZ4Factory;
import org.xerial.snappy.Snappy;

/// A program that uses each native library once and prints where they were loaded from.
final class NativeLibraries {
  private NativeLibraries() {}

  /// Needs Linux.
  @SuppressWarnings("SystemOut") // It is read by the test that starts it.
  public static void main(String[] arguments) throws IOException {
    byte[] text = new byte[100];
    System.out.println(Zstd.compress(text).length > 0 && Snappy.compress(text).length > 0);
    System.out.println(LZ4Factory.nativeInstance() + " epoll=" + Epoll.isAvailable());
    Files.readAllLines(Path.of("/proc/self/maps")).stream()
        .map(line -> line.replaceFirst(".* (?=/)", ""))
        .filter(path -> path.endsWith(".so"))
        .distinct()
        .forEach(System.out::println);
  }
}
