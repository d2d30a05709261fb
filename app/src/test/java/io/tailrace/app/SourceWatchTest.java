package io.tailrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceWatchTest {
  @TempDir private Path directory;

  @Test
  void seesAChangeOnce() throws IOException {
    Path file = Files.writeString(directory.resolve("a"), "1");
    SourceWatch watch = new SourceWatch(List.of(file));
    assertThat(watch.changed()).isFalse();
    Files.writeString(file, "2");
    assertThat(watch.changed()).isTrue();
    assertThat(watch.changed()).isFalse();
  }

  @Test
  void seesALinkThatPointsElsewhere() throws IOException {
    Path one = Files.writeString(directory.resolve("one"), "1");
    Path two = Files.writeString(directory.resolve("two"), "2");
    Path link = Files.createSymbolicLink(directory.resolve("link"), one);
    SourceWatch watch = new SourceWatch(List.of(link));
    Files.delete(link);
    Files.createSymbolicLink(link, two);
    assertThat(watch.changed()).isTrue();
  }

  @Test
  void followsWhatAConfigurationIncludes() throws IOException {
    Path file = Files.writeString(directory.resolve("a"), "1");
    Path included = Files.writeString(directory.resolve("b"), "1");
    SourceWatch watch = new SourceWatch(List.of(file));
    watch.follow(List.of(file, included));
    assertThat(watch.changed()).isFalse();
    Files.writeString(included, "2");
    assertThat(watch.changed()).isTrue();
    Files.writeString(included, "3");
    watch.follow(List.of(file));
    assertThat(watch.changed()).isFalse();
  }

  @Test
  void doesNotTakeAFileThatIsGoneForAChange() throws IOException {
    Path file = Files.writeString(directory.resolve("a"), "1");
    SourceWatch watch = new SourceWatch(List.of(file));
    Files.delete(file);
    assertThat(watch.changed()).isFalse();
    Files.writeString(file, "1");
    assertThat(watch.changed()).isFalse();
  }
}
