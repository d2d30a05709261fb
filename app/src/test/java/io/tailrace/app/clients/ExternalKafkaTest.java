package io.tailrace.app.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tailrace.app.Main;
import io.tailrace.broker.BrokerProcess;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;

/// The same facts with a Kafka that is not ours: a broker in a second process, and that of
/// Testcontainers where Docker answers.
class ExternalKafkaTest {
  private static final String IMAGE = "apache/kafka:4.3.1";

  @TempDir private Path directory;

  @Test
  void aBrokerInASecondProcess() throws Exception {
    try (BrokerProcess broker = BrokerProcess.spawn(directory.resolve("broker"), 0)) {
      carriesOverARestartAndKeepsItsBooks(broker.bootstrapServers());
    }
  }

  @Test
  void aBrokerInAContainer() throws Exception {
    boolean docker = DockerClientFactory.instance().isDockerAvailable();
    if (!docker) {
      System.out.println("SKIPPED: Docker does not answer, so Kafka in a container is not tried");
    }
    assumeTrue(docker, "Docker does not answer, so Kafka in a container is not tried");
    try (KafkaContainer broker = new KafkaContainer(IMAGE)) {
      broker.start();
      carriesOverARestartAndKeepsItsBooks(broker.getBootstrapServers());
    }
  }

  private void carriesOverARestartAndKeepsItsBooks(String brokers) throws Exception {
    Path data = Files.createDirectories(directory.resolve("data"));
    for (String trace :
        new String[] {"0af7651916cd43dd8448eb211c80319c", "4bf92f3577b34da6a3ce929d0e0e4736"}) {
      try (Station station = Station.start(data, "brokers: [\"" + brokers + "\"]")) {
        String endpoint = "http://" + station.address("grpc");
        try (JavaClient client =
            new JavaClient("grpc", endpoint, "gzip", trace, "b7ad6b7169203331")) {
          client.send();
        }
        assertThat(station.span("shop-" + trace).getName()).isEqualTo("order");
        assertThat(station.point("shop-" + trace, "orders").getAsInt()).isEqualTo(42);
        assertThat(station.log("shop-" + trace).getBody().getStringValue()).isEqualTo("paid");
        station.awaitSettled();
      }
    }
    assertThat(data.resolve("kafka")).as("no broker of our own ran").doesNotExist();
    assertThat(topics(brokers)).contains("tailrace.traces.raw\t12\t2\n");
  }

  private static String topics(String brokers) {
    StringWriter out = new StringWriter();
    String[] command = {"topics", "list", "--kafka.brokers=" + brokers};
    assertThat(Main.execute(command, new PrintWriter(out, true), new PrintWriter(out, true)))
        .as(out.toString())
        .isZero();
    return out.toString();
  }
}
