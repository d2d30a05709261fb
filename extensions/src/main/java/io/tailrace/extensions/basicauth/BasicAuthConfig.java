package io.tailrace.extensions.basicauth;

import io.tailrace.config.Option;
import io.tailrace.config.Secret;
import io.tailrace.config.Validated;
import java.util.Optional;

/// What is written below `basicauth:`.
record BasicAuthConfig(
    @Option(doc = "Who may come in: for servers.") Optional<Htpasswd> htpasswd,
    @Option(doc = "Who one is: for clients.") Optional<ClientAuth> clientAuth)
    implements Validated {
  @Override
  public void validate(Findings findings) {
    if (htpasswd.isPresent() == clientAuth.isPresent()) {
      findings.error(
          "",
          htpasswd.isPresent()
              ? "only one of htpasswd (for servers) and client_auth (for clients) can be given:"
                  + " configure two extensions"
              : "no credentials are given: add htpasswd (for servers) or client_auth (for"
                  + " clients)");
    }
    if (htpasswd.isPresent()
        && htpasswd.get().file().isEmpty()
        && htpasswd.get().inline().isEmpty()) {
      findings.error("htpasswd", "there are no users: give file or inline");
    }
  }

  /// Who may come in.
  record Htpasswd(
      @Option(
              doc =
                  "A file of lines `user:hash`, as Apache's htpasswd writes it: bcrypt, MD5"
                      + " (`$apr1$`), SHA-1 or plain. Read again when it changes, seen within"
                      + " a second.")
          String file,
      @Option(doc = "Such lines in the configuration itself; they win over the file's.")
          Secret inline) {}

  /// Who one is.
  record ClientAuth(
      @Option(doc = "The name.") String username,
      @Option(doc = "The password.") Secret password,
      @Option(doc = "A file with the name, read again when it changes.") String usernameFile,
      @Option(doc = "A file with the password, read again when it changes.") String passwordFile) {}
}
