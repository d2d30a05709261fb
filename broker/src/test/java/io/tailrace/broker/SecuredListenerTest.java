package io.tailrace.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.broker.ListenSettings.Address;
import io.tailrace.broker.RemoteUser.Role;
import io.tailrace.config.Secret;
import io.tailrace.testkit.SelfSigned;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who may do what on the listener that others reach: everything that must not work, by name.
final class SecuredListenerTest {
  private static final String RAW = "tailrace.traces.raw";
  private static final String OTHER = "somebody-elses";

  @TempDir static Path directory;

  private static SelfSigned certificates;
  private static EmbeddedBroker broker;

  @BeforeAll
  static void start() throws Exception {
    certificates = SelfSigned.in(directory);
    broker = start(directory.resolve("data"), users());
    Clients.createTopic(broker.bootstrapServers(), RAW, 1);
    Clients.createTopic(broker.bootstrapServers(), OTHER, 1);
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  private static List<RemoteUser> users() {
    return List.of(
        new RemoteUser("edge", new Secret("edge-password"), Role.AGENT),
        new RemoteUser("more", new Secret("more-password"), Role.WORKER),
        new RemoteUser("downstream", new Secret("downstream-password"), Role.CONSUMER));
  }

  private static EmbeddedBroker start(Path data, List<RemoteUser> users)
      throws BrokerStartException {
    EmbeddedBroker started =
        new EmbeddedBroker(
            BrokerSettings.in(data)
                .withPort(0)
                .withDisk(DiskSettings.TEMPORARY)
                .withListen(listen(users)));
    started.start();
    return started;
  }

  private static ListenSettings listen(List<RemoteUser> users) {
    return new ListenSettings(
        new Address("0.0.0.0", 0),
        new Address("localhost", 0),
        certificates.certificate(),
        certificates.key(),
        users,
        "tailrace.");
  }

  private static Map<String, Object> as(String user) throws IOException {
    return as(user, user + "-password", "SCRAM-SHA-512");
  }

  private static Map<String, Object> as(String user, String password, String mechanism)
      throws IOException {
    Map<String, Object> settings = tls("SASL_SSL");
    settings.put("sasl.mechanism", mechanism);
    String module =
        mechanism.equals("PLAIN")
            ? "org.apache.kafka.common.security.plain.PlainLoginModule"
            : "org.apache.kafka.common.security.scram.ScramLoginModule";
    settings.put(
        "sasl.jaas.config",
        "%s required username=\"%s\" password=\"%s\";".formatted(module, user, password));
    return settings;
  }

  private static Map<String, Object> tls(String protocol) throws IOException {
    Map<String, Object> settings = impatient(broker.remoteServers().orElseThrow());
    settings.put("security.protocol", protocol);
    settings.put("ssl.truststore.type", "PEM");
    settings.put("ssl.truststore.certificates", Files.readString(certificates.certificate()));
    return settings;
  }

  private static Map<String, Object> impatient(String servers) {
    return new HashMap<>(
        Map.of(
            "bootstrap.servers", servers,
            "default.api.timeout.ms", "20000",
            "request.timeout.ms", "10000"));
  }

  private static Throwable failure(ThrowingAdmin action, Map<String, Object> settings)
      throws Exception {
    try (Admin admin = Admin.create(settings)) {
      action.accept(admin);
    } catch (ExecutionException e) {
      return e.getCause();
    }
    throw new AssertionError("was allowed");
  }

  private interface ThrowingAdmin {
    void accept(Admin admin) throws Exception;
  }

  private static void assertNotLetIn(Map<String, Object> settings) throws Exception {
    settings.put("default.api.timeout.ms", "3000");
    settings.put("request.timeout.ms", "2500");
    assertThat(failure(admin -> admin.describeCluster().nodes().get(), settings))
        .isInstanceOfAny(
            AuthenticationException.class, org.apache.kafka.common.errors.TimeoutException.class);
  }

  private static void assertForbidden(String user, ThrowingAdmin action) throws Exception {
    assertThat(failure(action, as(user))).isInstanceOf(AuthorizationException.class);
  }

  private static long append(Map<String, Object> settings, String topic) throws Exception {
    settings.put("max.block.ms", "20000");
    settings.remove("default.api.timeout.ms");
    try (KafkaProducer<byte[], byte[]> producer = Clients.producer(settings)) {
      return producer.send(new ProducerRecord<>(topic, new byte[] {1})).get().offset();
    }
  }

  private static KafkaConsumer<byte[], byte[]> consumer(String user, String group)
      throws IOException {
    Map<String, Object> settings = as(user);
    settings.put("group.id", group);
    settings.put("auto.offset.reset", "earliest");
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private static int read(String user, String group, String topic) throws IOException {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(user, group)) {
      TopicPartition partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      int found = 0;
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        found += consumer.poll(Duration.ofMillis(200)).count();
      }
      consumer.commitSync(Map.of(partition, new OffsetAndMetadata(end)), Duration.ofSeconds(20));
      return found;
    }
  }

  @Test
  void aClientInPlainTextIsNotLetIn() throws Exception {
    assertNotLetIn(impatient(broker.remoteServers().orElseThrow()));
  }

  @Test
  void aClientWithTlsButWithoutNameIsNotLetIn() throws Exception {
    assertNotLetIn(tls("SSL"));
  }

  @Test
  void aNameWithoutTlsIsNotLetIn() throws Exception {
    Map<String, Object> settings = as("edge");
    settings.put("security.protocol", "SASL_PLAINTEXT");
    assertNotLetIn(settings);
  }

  @Test
  void aWrongPasswordIsNotLetIn() throws Exception {
    assertNotLetIn(as("edge", "guessed", "SCRAM-SHA-512"));
  }

  @Test
  void aNameThatNobodyConfiguredIsNotLetIn() throws Exception {
    assertNotLetIn(as("stranger"));
    assertNotLetIn(as(RemoteListener.ANONYMOUS, "", "SCRAM-SHA-512"));
  }

  @Test
  void weakerMechanismsAreNotLetIn() throws Exception {
    assertNotLetIn(as("edge", "edge-password", "PLAIN"));
    assertNotLetIn(as("edge", "edge-password", "SCRAM-SHA-256"));
  }

  @Test
  void tls11IsNotSpoken() throws Exception {
    String[] address = broker.remoteServers().orElseThrow().split(":");
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, null, null);
    try (SSLSocket socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(address[0], Integer.parseInt(address[1]))) {
      socket.setEnabledProtocols(new String[] {"TLSv1.1"});
      assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLHandshakeException.class);
    }
  }

  @Test
  void aServerWithAnotherCertificateIsNotTrusted() throws Exception {
    Map<String, Object> settings = as("edge");
    Path other = Files.createDirectories(directory.resolve("other"));
    settings.put(
        "ssl.truststore.certificates", Files.readString(SelfSigned.in(other).certificate()));
    assertNotLetIn(settings);
  }

  @Test
  void anAgentAppendsToRawTopicsAndNothingElse() throws Exception {
    assertThat(append(as("edge"), RAW)).isNotNegative();
    assertThatThrownBy(() -> append(as("edge"), OTHER))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(AuthorizationException.class);
    assertThatThrownBy(() -> read("edge", "edge-group", RAW))
        .isInstanceOf(AuthorizationException.class);
    TopicPartition raw = new TopicPartition(RAW, 0);
    assertForbidden(
        "edge",
        admin ->
            admin.createTopics(List.of(new NewTopic("tailrace.mine", 1, (short) 1))).all().get());
    assertForbidden("edge", admin -> admin.deleteTopics(List.of(RAW)).all().get());
    assertForbidden(
        "edge",
        admin -> admin.deleteRecords(Map.of(raw, RecordsToDelete.beforeOffset(-1))).all().get());
    assertForbidden(
        "edge",
        admin ->
            admin
                .alterConsumerGroupOffsets("tailrace.x", Map.of(raw, new OffsetAndMetadata(0)))
                .all()
                .get());
    try (Admin admin = Admin.create(as("edge"))) {
      assertThat(admin.listTopics().names().get()).containsExactly(RAW);
    }
  }

  @Test
  void nobodyAdministersFromOutside() throws Exception {
    for (String user : List.of("edge", "downstream")) {
      assertForbidden(user, admin -> admin.describeAcls(AclBindingFilter.ANY).values().get());
      assertForbidden(user, admin -> admin.describeLogDirs(List.of(1)).allDescriptions().get());
    }
    for (String user : List.of("edge", "more", "downstream")) {
      assertForbidden(user, admin -> admin.deleteAcls(List.of(AclBindingFilter.ANY)).all().get());
      assertForbidden(
          user,
          admin ->
              admin
                  .alterUserScramCredentials(
                      List.of(
                          new UserScramCredentialUpsertion(
                              RemoteListener.ANONYMOUS,
                              new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 8192),
                              "password")))
                  .all()
                  .get());
      assertForbidden(user, admin -> admin.unregisterBroker(1).all().get());
    }
  }

  @Test
  void aWorkerWorksInOurTopicsAndGroupsOnly() throws Exception {
    assertThat(append(as("more"), RAW)).isNotNegative();
    assertThat(read("more", "tailrace.traces.to.otlp", RAW)).isPositive();
    assertThatThrownBy(() -> read("more", "foreign", RAW))
        .isInstanceOf(AuthorizationException.class);
    assertThatThrownBy(() -> append(as("more"), OTHER))
        .hasCauseInstanceOf(AuthorizationException.class);
    try (Admin admin = Admin.create(as("more"))) {
      admin.createTopics(List.of(new NewTopic("tailrace.made", 1, (short) 1))).all().get();
    }
    assertForbidden(
        "more",
        admin -> admin.createTopics(List.of(new NewTopic("made", 1, (short) 1))).all().get());
  }

  @Test
  void aWorkerSeesHowLargeTheTopicsAre() throws Exception {
    try (Admin admin = Admin.create(as("more"))) {
      assertThat(admin.describeLogDirs(List.of(1)).allDescriptions().get()).isNotEmpty();
    }
  }

  @Test
  void aConsumerReadsWithoutDisturbingOurGroups() throws Exception {
    append(as("edge"), RAW);
    assertThat(read("downstream", "analytics", RAW)).isPositive();
    assertThatThrownBy(() -> read("downstream", "tailrace.traces.to.otlp", RAW))
        .isInstanceOf(AuthorizationException.class);
    assertThatThrownBy(() -> append(as("downstream"), RAW))
        .hasCauseInstanceOf(AuthorizationException.class);
  }

  @Test
  void theControllerListensOnLoopbackOnly() throws Exception {
    int port =
        Integer.parseInt(Files.readString(directory.resolve("data/controller.port")).strip());
    List<InetAddress> addresses =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(each -> each instanceof Inet4Address && !each.isLoopbackAddress())
            .toList();
    int local = Integer.parseInt(broker.bootstrapServers().split(":")[1]);
    for (InetAddress address : addresses) {
      assertThat(accepts(address, port)).as("controller on %s", address).isFalse();
      assertThat(accepts(address, local)).as("local listener on %s", address).isFalse();
    }
    assertThat(accepts(InetAddress.getLoopbackAddress(), port)).isTrue();
  }

  private static boolean accepts(InetAddress address, int port) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), 2000);
      return true;
    } catch (java.net.ConnectException | SocketTimeoutException _) {
      return false;
    }
  }

  @Test
  void whoIsTakenOffTheListIsOut() throws Exception {
    Path data = directory.resolve("shrinking");
    start(data, users()).close();
    EmbeddedBroker before = broker;
    try (EmbeddedBroker after = start(data, users().subList(1, 3))) {
      broker = after;
      Clients.createTopic(after.bootstrapServers(), RAW, 1);
      assertNotLetIn(as("edge"));
      assertThatCode(() -> append(as("more"), RAW)).doesNotThrowAnyException();
    } finally {
      broker = before;
    }
  }

  @Test
  void unsafeSettingsAreRefused() {
    Secret password = new Secret("password");
    assertRefused(List.of(), "has no users");
    assertRefused(
        List.of(new RemoteUser(RemoteListener.ANONYMOUS, password, Role.AGENT)), "is reserved");
    assertRefused(
        List.of(
            new RemoteUser("edge", password, Role.AGENT),
            new RemoteUser("edge", password, Role.WORKER)),
        "twice");
    assertRefused(List.of(new RemoteUser("edge", new Secret(""), Role.AGENT)), "has no password");
  }

  private static void assertRefused(List<RemoteUser> users, String reason) {
    assertThatThrownBy(() -> start(directory.resolve("refused"), users))
        .isInstanceOf(BrokerStartException.class)
        .hasMessageContaining(reason);
  }
}
