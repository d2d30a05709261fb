package io.tailrace.component.tls;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/// A certificate that is one's own.
///
/// @param key its private key
/// @param chain the certificate, then those above it
public record Identity(PrivateKey key, List<X509Certificate> chain) {}
