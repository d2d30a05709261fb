package io.tailrace.extensions.basicauth;

import io.tailrace.component.ClientAuthenticator;
import io.tailrace.component.Extension;
import io.tailrace.component.Factory;
import io.tailrace.component.Host;
import io.tailrace.component.Reloading;
import io.tailrace.component.ServerAuthenticator;
import io.tailrace.component.StartException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Lets in who knows a password, or says who one is with a password.
public final class BasicAuthExtension
    implements Extension, ClientAuthenticator, ServerAuthenticator {
  /// How one is made.
  public static final Factory<BasicAuthConfig> FACTORY =
      Factory.extension("basicauth", List.of(), BasicAuthConfig.class, BasicAuthExtension::new);

  private static final String HEADER = "authorization";
  private static final String SCHEME = "basic ";

  private final BasicAuthConfig config;
  private final Host host;
  private Optional<Reloading<Users>> users = Optional.empty();
  private Optional<Reloading<String>> own = Optional.empty();

  private BasicAuthExtension(BasicAuthConfig config, Host host) {
    this.config = config;
    this.host = host;
  }

  @Override
  public void start() throws StartException {
    if (config.htpasswd().isPresent()) {
      users = Optional.of(Htpasswd.open(config.htpasswd().get(), host));
    }
    if (config.clientAuth().isPresent()) {
      own = Optional.of(new OwnCredentials(config.clientAuth().get(), host).open());
    }
  }

  @Override
  public Map<String, String> headers() {
    return own.map(header -> Map.of(HEADER, header.get())).orElse(Map.of());
  }

  @Override
  public Verdict authenticate(Function<String, List<String>> headers) {
    List<String> sent = headers.apply(HEADER);
    if (sent.isEmpty() || sent.getFirst().isEmpty()) {
      return new Verdict.Denied("no basic auth provided");
    }
    String value = sent.getFirst();
    if (!value.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return new Verdict.Denied("invalid authorization scheme, expected Basic");
    }
    Optional<String> decoded = decode(value.substring(SCHEME.length()).strip());
    int colon = decoded.orElse("").indexOf(':');
    if (colon < 0) {
      return new Verdict.Denied("invalid format of the authorization header");
    }
    String user = decoded.get().substring(0, colon);
    String password = decoded.get().substring(colon + 1);
    return users.isPresent() && users.get().get().match(user, password)
        ? new Verdict.Granted(Map.of("username", user))
        : new Verdict.Denied("invalid credentials");
  }

  private static Optional<String> decode(String base64) {
    try {
      return Optional.of(new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
