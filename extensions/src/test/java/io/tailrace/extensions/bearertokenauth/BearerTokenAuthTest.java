package io.tailrace.extensions.bearertokenauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.component.Factory.ExtensionMaker;
import io.tailrace.component.ServerAuthenticator.Verdict;
import io.tailrace.component.StartException;
import io.tailrace.config.Proves;
import io.tailrace.testkit.FakeHost;
import io.tailrace.testkit.Options;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BearerTokenAuthTest {
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);

  @Test
  @Proves("BearerTokenAuthConfig.token")
  void sendsAndTakesAToken() throws StartException {
    BearerTokenAuthExtension extension = start("token: s3cret");
    assertThat(extension.headers()).isEqualTo(Map.of("authorization", "Bearer s3cret"));
    assertThat(ask(extension, "authorization", "Bearer s3cret")).isTrue();
    assertThat(ask(extension, "authorization", "Bearer other")).isFalse();
    assertThat(ask(extension, "authorization", "s3cret")).isFalse();
    assertThat(ask(extension, "authorization", "")).isFalse();
    assertThat(ask(extension, "x-other", "Bearer s3cret")).isFalse();
  }

  @Test
  @Proves("BearerTokenAuthConfig.tokens")
  void takesAnyOfItsTokensAndSendsTheFirst() throws StartException {
    BearerTokenAuthExtension extension = start("tokens: [one, two]");
    assertThat(extension.headers()).containsValue("Bearer one");
    assertThat(ask(extension, "authorization", "Bearer two")).isTrue();
  }

  @Test
  @Proves({"BearerTokenAuthConfig.header", "BearerTokenAuthConfig.scheme"})
  void usesAnotherHeaderAndNoScheme() throws StartException {
    BearerTokenAuthExtension extension = start("{token: s3cret, header: X-Api-Key, scheme: ''}");
    assertThat(extension.headers()).isEqualTo(Map.of("x-api-key", "s3cret"));
    assertThat(ask(extension, "x-api-key", "s3cret")).isTrue();
    assertThat(ask(extension, "authorization", "Bearer s3cret")).isFalse();
  }

  @Test
  @Proves("BearerTokenAuthConfig.filename")
  void readsTokensAgainWhenTheirFileChanges(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("tokens"), "one\ntwo\n");
    BearerTokenAuthExtension extension = start("filename: '%s'".formatted(file));
    assertThat(extension.headers()).containsValue("Bearer one");
    Files.writeString(file, "three\n");
    now.set(now.get().plusSeconds(2));
    assertThat(extension.headers()).containsValue("Bearer three");
    assertThat(ask(extension, "authorization", "Bearer one")).isFalse();
    Files.delete(file);
    now.set(now.get().plusSeconds(2));
    assertThat(ask(extension, "authorization", "Bearer three")).isTrue();
  }

  @Test
  void namesTheFileThatIsNotThere() {
    assertThatThrownBy(() -> start("filename: /nowhere/tokens"))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("/nowhere/tokens");
    assertThat(Options.problems(BearerTokenAuthExtension.FACTORY, "")).isNotEmpty();
  }

  private BearerTokenAuthExtension start(String yaml) throws StartException {
    var maker = (ExtensionMaker<BearerTokenAuthConfig>) BearerTokenAuthExtension.FACTORY.maker();
    BearerTokenAuthExtension extension =
        (BearerTokenAuthExtension)
            maker.make(
                Options.of(BearerTokenAuthExtension.FACTORY, yaml),
                new FakeHost("bearertokenauth", now::get));
    extension.start();
    return extension;
  }

  private static boolean ask(BearerTokenAuthExtension extension, String header, String value) {
    return extension.authenticate(
            name -> name.equals(header) && !value.isEmpty() ? List.of(value) : List.of())
        instanceof Verdict.Granted;
  }
}
