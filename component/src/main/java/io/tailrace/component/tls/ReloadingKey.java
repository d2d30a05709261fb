package io.tailrace.component.tls;

import io.tailrace.component.Reloading;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// Shows the certificate that the files hold at the moment of a handshake.
@SuppressWarnings("NullAway") // what the delegate answers with null, this does
final class ReloadingKey extends X509ExtendedKeyManager {
  private final Reloading<X509ExtendedKeyManager> current;

  ReloadingKey(Reloading<X509ExtendedKeyManager> current) {
    this.current = current;
  }

  @Override
  public String[] getClientAliases(String type, Principal[] issuers) {
    return current.get().getClientAliases(type, issuers);
  }

  @Override
  public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
    return current.get().chooseClientAlias(types, issuers, socket);
  }

  @Override
  public String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
    return current.get().chooseEngineClientAlias(types, issuers, engine);
  }

  @Override
  public String[] getServerAliases(String type, Principal[] issuers) {
    return current.get().getServerAliases(type, issuers);
  }

  @Override
  public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
    return current.get().chooseServerAlias(type, issuers, socket);
  }

  @Override
  public String chooseEngineServerAlias(String type, Principal[] issuers, SSLEngine engine) {
    return current.get().chooseEngineServerAlias(type, issuers, engine);
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    return current.get().getCertificateChain(alias);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    return current.get().getPrivateKey(alias);
  }
}
