package io.bidder.bidder.http;

import io.bidder.settings.InvalidInputException;
import io.bidder.settings.IoReasons;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates and keys in files as OpenSSL writes them (RFC 7468). */
final class PemFiles {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");
  private static final byte[] PROBE = "whose key is it".getBytes(StandardCharsets.US_ASCII);

  private PemFiles() {}

  /**
   * The certificates of a file, in its order; at least one.
   *
   * @throws InvalidInputException naming key, file and what was expected
   */
  static List<X509Certificate> certificates(String key, Path file) {
    try {
      List<X509Certificate> certificates =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes(key, file)))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (!certificates.isEmpty()) {
        return certificates;
      }
    } catch (CertificateException e) {
      throw new InvalidInputException(wrong(key, file, "certificates as PEM"), e);
    }
    throw new InvalidInputException(wrong(key, file, "certificates as PEM"));
  }

  /**
   * The private key of a certificate.
   *
   * @throws InvalidInputException naming key, file and what was expected, but nothing of the file
   */
  static PrivateKey key(String key, Path file, X509Certificate certificate) {
    Matcher pem = KEY.matcher(new String(bytes(key, file), StandardCharsets.US_ASCII));
    if (!pem.find()) {
      throw new InvalidInputException(
          wrong(
              key,
              file,
              "an unencrypted BEGIN PRIVATE KEY, as openssl pkcs8 -topk8 -nocrypt makes it"));
    }
    PublicKey of = certificate.getPublicKey();
    try {
      PrivateKey found =
          KeyFactory.getInstance(of.getAlgorithm())
              .generatePrivate(
                  new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1))));
      if (isPair(found, of)) {
        return found;
      }
    } catch (InvalidKeySpecException | IllegalArgumentException e) {
      // No key, or one of another kind.
    } catch (GeneralSecurityException e) {
      throw new InvalidInputException(
          wrong(key, file, "a key of a kind that Java knows, not " + of.getAlgorithm()), e);
    }
    throw new InvalidInputException(
        wrong(key, file, "the key of http.tls.certificateFile's first"));
  }

  private static boolean isPair(PrivateKey secret, PublicKey known)
      throws GeneralSecurityException {
    Signature signature =
        Signature.getInstance(
            switch (known.getAlgorithm()) {
              case "RSA" -> "SHA256withRSA";
              case "EC" -> "SHA256withECDSA";
              default -> known.getAlgorithm();
            });
    signature.initSign(secret);
    signature.update(PROBE);
    byte[] signed = signature.sign();
    signature.initVerify(known);
    signature.update(PROBE);
    return signature.verify(signed);
  }

  private static byte[] bytes(String key, Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new InvalidInputException(
          "%s: %s cannot be read: %s".formatted(key, file, IoReasons.of(e)), e);
    }
  }

  private static String wrong(String key, Path file, String expected) {
    return "%s: %s is no such file, expected %s".formatted(key, file, expected);
  }
}
