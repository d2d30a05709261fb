package io.tailrace.component.tls;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads and writes certificates and keys as PEM.
///
/// Go reads private keys as PKCS#8, PKCS#1 (`RSA PRIVATE KEY`) and SEC 1 (`EC PRIVATE KEY`), and
/// files that a Collector was given hold all three; Java reads only the first, so the others are
/// wrapped into it.
public final class Pem {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]+)-----END \\1-----");
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");
  private static final byte[] RSA = {
    0x30,
    0x0d,
    0x06,
    0x09,
    0x2a,
    (byte) 0x86,
    0x48,
    (byte) 0x86,
    (byte) 0xf7,
    0x0d,
    0x01,
    0x01,
    0x01,
    0x05,
    0x00
  };
  private static final byte[] EC_PUBLIC_KEY = {
    0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01
  };
  private static final byte[] VERSION = {0x02, 0x01, 0x00};
  private static final int SEQUENCE = 0x30;
  private static final int OCTETS = 0x04;
  private static final int PARAMETERS = 0xa0;

  private Pem() {}

  /// Returns the certificates of a text, in its order.
  ///
  /// @throws GeneralSecurityException when one is broken or there is none
  public static List<X509Certificate> certificates(String pem) throws GeneralSecurityException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<X509Certificate> certificates = new ArrayList<>();
    for (Block block : blocks(pem)) {
      if (block.type().equals("CERTIFICATE")) {
        certificates.add(
            (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.der())));
      }
    }
    if (certificates.isEmpty()) {
      throw new GeneralSecurityException("it holds no CERTIFICATE");
    }
    return certificates;
  }

  /// Returns the first private key of a text.
  ///
  /// @throws GeneralSecurityException when it is broken or there is none
  public static PrivateKey privateKey(String pem) throws GeneralSecurityException {
    for (Block block : blocks(pem)) {
      switch (block.type()) {
        case "PRIVATE KEY" -> {
          return privateKey(block.der());
        }
        case "RSA PRIVATE KEY" -> {
          return privateKey(tlv(SEQUENCE, VERSION, RSA, tlv(OCTETS, block.der())));
        }
        case "EC PRIVATE KEY" -> {
          byte[] algorithm = tlv(SEQUENCE, EC_PUBLIC_KEY, curve(block.der()));
          return privateKey(tlv(SEQUENCE, VERSION, algorithm, tlv(OCTETS, block.der())));
        }
        case "ENCRYPTED PRIVATE KEY" ->
            throw new GeneralSecurityException("its key is encrypted: give it without a password");
        default -> {
          continue;
        }
      }
    }
    throw new GeneralSecurityException("it holds no PRIVATE KEY");
  }

  /// Returns a block of PEM.
  ///
  /// @param type what it holds, such as `CERTIFICATE`
  public static String text(String type, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(type, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der), type);
  }

  private static PrivateKey privateKey(byte[] pkcs8) throws GeneralSecurityException {
    InvalidKeySpecException last = new InvalidKeySpecException("it holds no key");
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      } catch (InvalidKeySpecException e) {
        last = e;
      }
    }
    throw last;
  }

  /// Finds the curve's identifier in a SEC 1 key: version, octets, then `[0]` with it.
  private static byte[] curve(byte[] sec1) throws GeneralSecurityException {
    int at = 2 + (sec1[1] < 0 ? sec1[1] & 0x7f : 0);
    while (at + 1 < sec1.length) {
      int length = sec1[at + 1] & 0xff;
      if (length > 127) {
        break;
      }
      if ((sec1[at] & 0xff) == PARAMETERS && at + 2 + length <= sec1.length) {
        return Arrays.copyOfRange(sec1, at + 2, at + 2 + length);
      }
      at += 2 + length;
    }
    throw new GeneralSecurityException("its EC key names no curve");
  }

  private static byte[] tlv(int tag, byte[]... parts) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      body.writeBytes(part);
    }
    ByteArrayOutputStream der = new ByteArrayOutputStream();
    der.write(tag);
    if (body.size() > 255) {
      der.write(0x82);
      der.write(body.size() >>> 8);
    } else if (body.size() > 127) {
      der.write(0x81);
    }
    der.write(body.size());
    der.writeBytes(body.toByteArray());
    return der.toByteArray();
  }

  private static List<Block> blocks(String pem) throws GeneralSecurityException {
    List<Block> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(pem);
    while (matcher.find()) {
      try {
        byte[] body = matcher.group(2).getBytes(StandardCharsets.US_ASCII);
        blocks.add(new Block(matcher.group(1), Base64.getMimeDecoder().decode(body)));
      } catch (IllegalArgumentException e) {
        throw new GeneralSecurityException("its base64 is broken: " + e.getMessage(), e);
      }
    }
    return blocks;
  }

  private record Block(String type, byte[] der) {}
}
