package io.tailrace.component.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.interfaces.ECPrivateKey;
import org.junit.jupiter.api.Test;

/// The keys were made with openssl for this test and protect nothing.
class PemTest {
  private static final String SEC1 =
      """
      -----BEGIN EC PRIVATE KEY-----
      MHcCAQEEINIahouhLNLah1V4OTNcM5+WgrWZpoCznHSBAm5J/ZegoAoGCCqGSM49
      AwEHoUQDQgAEVUE8ylyJuVE1ulTjmCDS0RIequQul8E2MJXObT/QiPL4FLo0LKeM
      NyC4QjRZZsmKWuO1OQAaexV8hCyfMhExPg==
      -----END EC PRIVATE KEY-----
      """;
  private static final String SEC1_AS_PKCS8 =
      """
      -----BEGIN PRIVATE KEY-----
      MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg0hqGi6Es0tqHVXg5
      M1wzn5aCtZmmgLOcdIECbkn9l6ChRANCAARVQTzKXIm5UTW6VOOYINLREh6q5C6X
      wTYwlc5tP9CI8vgUujQsp4w3ILhCNFlmyYpa47U5ABp7FXyELJ8yETE+
      -----END PRIVATE KEY-----
      """;
  private static final String PKCS1 =
      """
      -----BEGIN RSA PRIVATE KEY-----
      MIICXgIBAAKBgQDjPj5Pz5V7E+RLbp51Sdp+ETq3KRJ0KY13XVfUW6KD1TTreCFF
      sNrvOGDUFAiTYPkkOURLieRtHtVPRkXXy9tP/f5CvzHH10auiSD52TzveNtbKqyX
      0qI1214v2pgjCPTD+OTvMYibMidM7B81sB2LJ+JcGUIvmUmrmgYQLvkqjwIDAQAB
      AoGBAIBRcoBA2MjiJ6TMtx/F72IGuqAYyjncCO0hQWpBwFgvOa3JbQhcYJR6wnqf
      QWRveuAQklcRa3KO2ablKKU9kP3fFmBMn0fm3lSphe04Wk2wAeCu/neliG40oajE
      fXBqzGXr4zwuOsnJw7l2DMlfu0W9BBneShDvYqocwZwJLC2JAkEA9x0UwEoHzPOo
      F/MATKLTqbv8eAeeX695V2ok4upx7qF+g89Wx78ssUJCnK34KvKV00hNIdHts/jj
      dXvv9yOgSwJBAOtqPFCwK6LEHhShuNcIJ1hycE+anUPTLFMIa1s/x06FGc4lwuen
      KWSK81+Cnw/Tqy251rlDc1NtCWva6UCVXE0CQQDYT8SSbjtV1RQXosdoTkAqHDxs
      dX7VE62ML4YKfF8vHH66swyr3VUp9W6J6F+MeL1eLbQXHsSM/hleBheQpsbxAkAK
      y1M6q+lETFPIxGWSTohnUM//hmphmsQ0hnVNuM3ttsKpJigasRp/xrNEFNwwQJdf
      wF6tHf+iuqQs8tuxH2gdAkEAv0zHa5YgSUqUycnNZVCoymQfBbQQNkDkDDUhWdrU
      wDQYuEIYDMffyrCmdGXx85RFIU8zaLzABEiDeF5R649HVw==
      -----END RSA PRIVATE KEY-----
      """;
  private static final String PKCS1_AS_PKCS8 =
      """
      -----BEGIN PRIVATE KEY-----
      MIICeAIBADANBgkqhkiG9w0BAQEFAASCAmIwggJeAgEAAoGBAOM+Pk/PlXsT5Etu
      nnVJ2n4ROrcpEnQpjXddV9RbooPVNOt4IUWw2u84YNQUCJNg+SQ5REuJ5G0e1U9G
      RdfL20/9/kK/McfXRq6JIPnZPO9421sqrJfSojXbXi/amCMI9MP45O8xiJsyJ0zs
      HzWwHYsn4lwZQi+ZSauaBhAu+SqPAgMBAAECgYEAgFFygEDYyOInpMy3H8XvYga6
      oBjKOdwI7SFBakHAWC85rcltCFxglHrCep9BZG964BCSVxFrco7ZpuUopT2Q/d8W
      YEyfR+beVKmF7ThaTbAB4K7+d6WIbjShqMR9cGrMZevjPC46ycnDuXYMyV+7Rb0E
      Gd5KEO9iqhzBnAksLYkCQQD3HRTASgfM86gX8wBMotOpu/x4B55fr3lXaiTi6nHu
      oX6Dz1bHvyyxQkKcrfgq8pXTSE0h0e2z+ON1e+/3I6BLAkEA62o8ULArosQeFKG4
      1wgnWHJwT5qdQ9MsUwhrWz/HToUZziXC56cpZIrzX4KfD9OrLbnWuUNzU20Ja9rp
      QJVcTQJBANhPxJJuO1XVFBeix2hOQCocPGx1ftUTrYwvhgp8Xy8cfrqzDKvdVSn1
      bonoX4x4vV4ttBcexIz+GV4GF5CmxvECQArLUzqr6URMU8jEZZJOiGdQz/+GamGa
      xDSGdU24ze22wqkmKBqxGn/Gs0QU3DBAl1/AXq0d/6K6pCzy27EfaB0CQQC/TMdr
      liBJSpTJyc1lUKjKZB8FtBA2QOQMNSFZ2tTANBi4QhgMx9/KsKZ0ZfHzlEUhTzNo
      vMAESIN4XlHrj0dX
      -----END PRIVATE KEY-----
      """;

  @Test
  void readsEllipticKeysAsGoDoes() throws Exception {
    ECPrivateKey read = (ECPrivateKey) Pem.privateKey(SEC1);
    ECPrivateKey same = (ECPrivateKey) Pem.privateKey(SEC1_AS_PKCS8);

    assertThat(read.getS()).isEqualTo(same.getS());
    assertThat(read.getParams().getCurve()).isEqualTo(same.getParams().getCurve());
  }

  @Test
  void readsRsaKeysAsGoDoes() throws Exception {
    assertThat(Pem.privateKey(PKCS1)).isEqualTo(Pem.privateKey(PKCS1_AS_PKCS8));
  }

  @Test
  void writesWhatItReads() throws Exception {
    byte[] key = Pem.privateKey(SEC1).getEncoded();

    assertThat(Pem.privateKey(Pem.text("PRIVATE KEY", key)).getEncoded()).isEqualTo(key);
  }

  @Test
  void saysThatThereIsNoKey() {
    assertThatThrownBy(() -> Pem.privateKey("hello"))
        .isInstanceOf(GeneralSecurityException.class)
        .hasMessageContaining("no PRIVATE KEY");
  }

  @Test
  void saysThatThereIsNoCertificate() {
    assertThatThrownBy(() -> Pem.certificates(SEC1))
        .isInstanceOf(GeneralSecurityException.class)
        .hasMessageContaining("no CERTIFICATE");
  }
}
