package io.bidder.bidder.bank;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A certificate of 127.0.0.1 that signs itself, as a redis-server takes it.
 *
 * @param file of the certificate, as PEM
 * @param keyFile of its key, as PEM
 */
record RedisCertificate(Path file, Path keyFile) {
  private static final String PASSWORD = "sesame";

  /** Makes one, with the JDK's keytool, in a directory. */
  static RedisCertificate make(Path directory)
      throws IOException, InterruptedException, GeneralSecurityException {
    Path store = directory.resolve("redis.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "redis",
                "-keyalg",
                "EC",
                "-dname",
                "CN=redis",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, keytool.waitFor(), said);
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    return new RedisCertificate(
        pem(directory, "CERTIFICATE", keys.getCertificate("redis").getEncoded()),
        pem(directory, "PRIVATE KEY", keys.getKey("redis", PASSWORD.toCharArray()).getEncoded()));
  }

  private static Path pem(Path directory, String what, byte[] bytes) throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return Files.writeString(
        directory.resolve(what.replace(' ', '-') + ".pem"),
        "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(what, body, what));
  }

  /** Starts a redis-server that has it. */
  RedisProcess redis(String... options) throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    List<String> all = new ArrayList<>(List.of(options));
    all.addAll(List.of("--tls-port", Integer.toString(port), "--tls-auth-clients", "no"));
    all.addAll(List.of("--tls-cert-file", file.toString(), "--tls-key-file", keyFile.toString()));
    return new RedisProcess(all.toArray(String[]::new));
  }
}
