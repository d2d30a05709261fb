package io.tailrace.extensions.basicauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.component.Factory.ExtensionMaker;
import io.tailrace.component.ServerAuthenticator.Verdict;
import io.tailrace.component.StartException;
import io.tailrace.config.Proves;
import io.tailrace.testkit.FakeHost;
import io.tailrace.testkit.Options;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BasicAuthTest {
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);

  @ParameterizedTest
  @CsvSource({
    "secret, secret",
    "secret, $apr1$abcdefgh$h9FWgUz3n9YxylKLlR5SQ/",
    "secret, {SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=",
    "secret, {SSHA}gVK8WC9YyFT1gMsQHTGCgT3sSv5zYWx0",
    "U*U, $2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
    "U*U*, $2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK",
  })
  @Proves({"BasicAuthConfig.htpasswd", "Htpasswd.inline"})
  void letsInWhoKnowsThePassword(String password, String hash) throws StartException {
    BasicAuthExtension extension = start("htpasswd: {inline: 'ada:%s'}".formatted(hash));
    assertThat(ask(extension, "ada", password))
        .isEqualTo(new Verdict.Granted(Map.of("username", "ada")));
    assertThat(ask(extension, "ada", password)).isInstanceOf(Verdict.Granted.class);
    assertThat(ask(extension, "ada", password + "x")).isInstanceOf(Verdict.Denied.class);
    assertThat(ask(extension, "eve", password)).isInstanceOf(Verdict.Denied.class);
  }

  @Test
  void refusesWhatIsNoBasicAuthorization() throws StartException {
    BasicAuthExtension extension = start("htpasswd: {inline: 'ada:secret'}");
    for (String header : List.of("", "Bearer x", "Basic", "Basic !!", "Basic YWRh")) {
      assertThat(extension.authenticate(_ -> header.isEmpty() ? List.of() : List.of(header)))
          .isInstanceOf(Verdict.Denied.class);
    }
  }

  @Test
  @Proves("Htpasswd.file")
  void readsUsersFromAFileAndTheConfiguration(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("users"), "# users\nada:one\nbob:two\n");
    BasicAuthExtension extension =
        start("htpasswd: {file: '%s', inline: 'ada:three'}".formatted(file));
    assertThat(ask(extension, "bob", "two")).isInstanceOf(Verdict.Granted.class);
    assertThat(ask(extension, "ada", "three")).isInstanceOf(Verdict.Granted.class);
    assertThat(ask(extension, "ada", "one")).isInstanceOf(Verdict.Denied.class);
  }

  @Test
  @Proves("Htpasswd.file")
  void readsUsersAgainWhenTheirFileChanges(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("users"), "ada:one\n");
    BasicAuthExtension extension = start("htpasswd: {file: '%s'}".formatted(file));
    assertThat(ask(extension, "ada", "one")).isInstanceOf(Verdict.Granted.class);
    Files.writeString(file, "ada:two\nbob:three\n");
    now.set(now.get().plusSeconds(2));
    assertThat(ask(extension, "ada", "one")).isInstanceOf(Verdict.Denied.class);
    assertThat(ask(extension, "ada", "two")).isInstanceOf(Verdict.Granted.class);
    assertThat(ask(extension, "bob", "three")).isInstanceOf(Verdict.Granted.class);
    Files.writeString(file, "no colon");
    now.set(now.get().plusSeconds(2));
    assertThat(ask(extension, "ada", "two")).isInstanceOf(Verdict.Granted.class);
  }

  @Test
  void namesWhatItCannotRead() {
    assertThatThrownBy(() -> start("htpasswd: {file: /nowhere/users}"))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("/nowhere/users");
    assertThatThrownBy(() -> start("htpasswd: {inline: 'ada:$6$salt$hash'}"))
        .hasMessageContaining("ada")
        .hasMessageNotContaining("hash$");
  }

  @Test
  @Proves({"BasicAuthConfig.client_auth", "ClientAuth.username", "ClientAuth.password"})
  void saysWhoOneIs() throws StartException {
    BasicAuthExtension extension = start("client_auth: {username: ada, password: secret}");
    assertThat(extension.headers()).isEqualTo(Map.of("authorization", basic("ada", "secret")));
  }

  @Test
  @Proves({"ClientAuth.username_file", "ClientAuth.password_file"})
  void readsItsOwnCredentialsAgainWhenTheyChange(@TempDir Path directory) throws Exception {
    Path user = Files.writeString(directory.resolve("user"), "ada\n");
    Path password = Files.writeString(directory.resolve("password"), "one\n");
    BasicAuthExtension extension =
        start("client_auth: {username_file: '%s', password_file: '%s'}".formatted(user, password));
    assertThat(extension.headers()).containsValue(basic("ada", "one"));
    Files.writeString(password, "two");
    now.set(now.get().plusSeconds(2));
    assertThat(extension.headers()).containsValue(basic("ada", "two"));
  }

  @Test
  void wantsOneOfServerAndClient() {
    assertThat(Options.problems(BasicAuthExtension.FACTORY, "")).isNotEmpty();
    assertThat(
            Options.problems(
                BasicAuthExtension.FACTORY,
                "{htpasswd: {inline: 'a:b'}, client_auth: {username: a, password: b}}"))
        .isNotEmpty();
  }

  private BasicAuthExtension start(String yaml) throws StartException {
    var maker = (ExtensionMaker<BasicAuthConfig>) BasicAuthExtension.FACTORY.maker();
    BasicAuthExtension extension =
        (BasicAuthExtension)
            maker.make(
                Options.of(BasicAuthExtension.FACTORY, yaml), new FakeHost("basicauth", now::get));
    extension.start();
    return extension;
  }

  private static Verdict ask(BasicAuthExtension extension, String user, String password) {
    return extension.authenticate(
        name -> name.equals("authorization") ? List.of(basic(user, password)) : List.of());
  }

  private static String basic(String user, String password) {
    return "Basic "
        + Base64.getEncoder()
            .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
  }
}
