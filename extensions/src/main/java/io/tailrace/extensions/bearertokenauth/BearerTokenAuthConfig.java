package io.tailrace.extensions.bearertokenauth;

import io.tailrace.config.Option;
import io.tailrace.config.Secret;
import io.tailrace.config.Validated;
import java.util.List;
import java.util.Optional;

/// What is written below `bearertokenauth:`.
record BearerTokenAuthConfig(
    @Option(value = "Authorization", doc = "The header that carries the token.") String header,
    @Option(value = "Bearer", doc = "The word before the token; empty for the token alone.")
        String scheme,
    @Option(doc = "The token that clients send and servers take.") Secret token,
    @Option(doc = "Tokens that servers take; clients send the first.") List<Secret> tokens,
    @Option(
            doc =
                "A file of tokens, one in each line, instead of the above. It is read again when"
                    + " it changes, seen within a second.")
        Optional<String> filename)
    implements Validated {
  @Override
  public void validate(Findings findings) {
    if (!token.isEmpty() && !tokens.isEmpty()) {
      findings.error("tokens", "token is given too: remove one of them");
    }
    if (token.isEmpty() && tokens.isEmpty() && filename.isEmpty()) {
      findings.error("", "there is no token: give token, tokens or filename");
    }
    if (filename.isPresent() && !(token.isEmpty() && tokens.isEmpty())) {
      findings.warning("filename", "tokens are read from the file; the other ones are not used");
    }
  }
}
