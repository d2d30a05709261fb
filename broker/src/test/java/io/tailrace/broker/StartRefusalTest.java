package io.tailrace.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.OptionalLong;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What stands in the way of a start is named together with a way out.
final class StartRefusalTest {
  @TempDir Path directory;

  private static AbstractThrowableAssert<?, ? extends Throwable> refused(BrokerSettings settings) {
    return assertThatThrownBy(() -> new EmbeddedBroker(settings).start())
        .isInstanceOf(BrokerStartException.class);
  }

  private BrokerSettings settings() {
    return BrokerSettings.in(directory).withPort(0).withDisk(DiskSettings.TEMPORARY);
  }

  @Test
  void aPortInUse() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      refused(settings().withPort(other.getLocalPort()))
          .hasMessageContaining("127.0.0.1:" + other.getLocalPort())
          .hasMessageContaining("in use")
          .hasMessageContaining("embedded.endpoint");
    }
    assertThat(directory.resolve("kafka")).doesNotExist();
  }

  @Test
  void aDirectoryThatAnotherProcessUses() throws Exception {
    try (BrokerProcess first = BrokerProcess.spawn(directory, 0)) {
      assertThatThrownBy(() -> BrokerProcess.spawn(directory, 0))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("in use by the process with id " + first.pid())
          .hasMessageContaining("--data-dir");
    }
  }

  @Test
  void anAddressThatOthersReach() {
    refused(settings().withHost("0.0.0.0"))
        .hasMessageContaining("0.0.0.0")
        .hasMessageContaining("embedded.listen");
  }

  @Test
  void anAddressThatIsNotThere() {
    refused(settings().withHost("no-such-host.invalid"))
        .hasMessageContaining("no-such-host.invalid of embedded.endpoint has no address");
  }

  @Test
  void aDirectoryThatIsAFile() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "");
    refused(BrokerSettings.in(file).withPort(0))
        .hasMessageContaining(file + " cannot be written")
        .hasMessageContaining("--data-dir");
    refused(BrokerSettings.in(file.resolve("below")).withPort(0))
        .hasMessageContaining("cannot be written")
        .hasMessageContaining("--data-dir");
  }

  @Test
  void aDirectoryOfSomebodyElse() throws Exception {
    assumeFalse("root".equals(System.getProperty("user.name")), "root may write everywhere");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("r-xr-xr-x"));
    try {
      refused(settings()).hasMessageContaining("permission denied").hasMessageContaining("user ");
    } finally {
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  @Test
  void aLayoutOfALaterVersion() throws Exception {
    Files.writeString(directory.resolve("layout"), "2\n");
    refused(settings()).hasMessageContaining("has layout 2").hasMessageContaining("layout 1");
  }

  @Test
  void aDirectoryThatAnotherKafkaMade() throws Exception {
    Path logs = Files.createDirectories(directory.resolve("kafka"));
    Files.writeString(logs.resolve("meta.properties"), "version=1\nnode.id=7\ncluster.id=x\n");
    refused(settings())
        .hasMessageContaining("was not made by Tailrace or is damaged")
        .hasMessageContaining("meta.properties");
  }

  @Test
  void lessRoomThanAStartTakes() {
    DiskSettings disk = new DiskSettings(0, 0, 0, Long.MAX_VALUE / 4, OptionalLong.empty());
    refused(settings().withDisk(disk))
        .hasMessageContaining("free, and the embedded broker needs")
        .hasMessageContaining("Free space there");
  }

  @Test
  void moreRetentionThanTheVolumeHas() {
    refused(settings().withDisk(DiskSettings.TEMPORARY.withRetentionSize(Long.MAX_VALUE)))
        .hasMessageContaining("retention_size is")
        .hasMessageContaining("has only");
  }

  @Test
  void aTornFileOfKafkaIsRestored() throws Exception {
    String cluster;
    try (EmbeddedBroker broker = EmbeddedBroker.temporary(directory)) {
      cluster = broker.clusterId();
      Clients.createTopic(broker.bootstrapServers(), "kept", 1);
    }
    Files.writeString(directory.resolve("kafka/meta.properties"), "version=1\nclus");
    try (EmbeddedBroker broker = EmbeddedBroker.temporary(directory)) {
      assertThat(broker.clusterId()).isEqualTo(cluster);
      assertThat(Clients.readAll(broker.bootstrapServers(), "kept")).isEmpty();
    }
  }

  @Test
  void aRefusedStartCanBeRepeated() throws Exception {
    Files.writeString(directory.resolve("layout"), "2\n");
    refused(settings());
    Files.delete(directory.resolve("layout"));
    try (EmbeddedBroker broker = new EmbeddedBroker(settings())) {
      broker.start();
      assertThat(broker.bootstrapServers()).startsWith("127.0.0.1:");
    }
  }
}
