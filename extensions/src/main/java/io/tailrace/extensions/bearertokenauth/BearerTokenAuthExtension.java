package io.tailrace.extensions.bearertokenauth;

import io.tailrace.component.ClientAuthenticator;
import io.tailrace.component.Extension;
import io.tailrace.component.Factory;
import io.tailrace.component.Host;
import io.tailrace.component.ServerAuthenticator;
import io.tailrace.component.StartException;
import io.tailrace.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/// Sends a token in a header, and lets in who sends one of the tokens.
public final class BearerTokenAuthExtension
    implements Extension, ClientAuthenticator, ServerAuthenticator {
  /// How one is made.
  public static final Factory<BearerTokenAuthConfig> FACTORY =
      Factory.extension(
          "bearertokenauth", List.of(), BearerTokenAuthConfig.class, BearerTokenAuthExtension::new);

  private final BearerTokenAuthConfig config;
  private final String header;
  private final Host host;
  private volatile Supplier<List<String>> tokens = List::of;

  private BearerTokenAuthExtension(BearerTokenAuthConfig config, Host host) {
    this.config = config;
    this.header = config.header().toLowerCase(Locale.ROOT);
    this.host = host;
  }

  @Override
  public void start() throws StartException {
    if (config.filename().isPresent()) {
      tokens = TokenFile.open(config.filename().get(), host)::get;
    } else {
      List<String> fixed =
          config.tokens().isEmpty()
              ? List.of(config.token().reveal())
              : config.tokens().stream().map(Secret::reveal).toList();
      tokens = () -> fixed;
    }
  }

  @Override
  public Map<String, String> headers() {
    List<String> known = tokens.get();
    return known.isEmpty() ? Map.of() : Map.of(header, value(known.getFirst()));
  }

  @Override
  public Verdict authenticate(Function<String, List<String>> headers) {
    List<String> sent = headers.apply(header);
    if (sent.isEmpty() || sent.getFirst().isEmpty()) {
      return new Verdict.Denied("missing or empty authorization header: " + config.header());
    }
    byte[] found = sent.getFirst().getBytes(StandardCharsets.UTF_8);
    boolean matches = false;
    for (String token : tokens.get()) {
      byte[] expected = value(token).getBytes(StandardCharsets.UTF_8);
      matches |= MessageDigest.isEqual(expected, found);
    }
    return matches
        ? new Verdict.Granted(Map.of())
        : new Verdict.Denied("provided authorization does not match expected scheme or token");
  }

  private String value(String token) {
    return config.scheme().isEmpty() ? token : config.scheme() + " " + token;
  }
}
