package io.bidder.bidder.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/**
 * A certificate that signs itself.
 *
 * @param file of the certificate, as PEM
 * @param keyFile of its key, as PEM
 * @param store with both, under {@link #PASSWORD}
 */
public record SelfSigned(Path file, Path keyFile, KeyStore store) {
  public static final String PASSWORD = "sesame";

  /**
   * Makes one, with the JDK's keytool, in a directory.
   *
   * @param of whom it is, such as {@code dns:localhost}
   */
  public static SelfSigned make(Path directory, String name, String of)
      throws IOException, InterruptedException, GeneralSecurityException {
    Path file = directory.resolve(name + ".p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=" + of,
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, keytool.waitFor(), said);
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    return new SelfSigned(
        pem(directory, name, "CERTIFICATE", store.getCertificate(name).getEncoded()),
        pem(
            directory,
            name,
            "PRIVATE KEY",
            store.getKey(name, PASSWORD.toCharArray()).getEncoded()),
        store);
  }

  private static Path pem(Path directory, String name, String what, byte[] bytes)
      throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return Files.writeString(
        directory.resolve(name + "-" + what.replace(' ', '-') + ".pem"),
        "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(what, body, what));
  }
}
