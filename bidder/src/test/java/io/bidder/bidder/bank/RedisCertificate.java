package io.bidder.bidder.bank;

import io.bidder.bidder.testing.SelfSigned;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;

/**
 * A certificate of 127.0.0.1 as a redis-server takes it.
 *
 * @param file of the certificate, as PEM
 * @param keyFile of its key, as PEM
 */
record RedisCertificate(Path file, Path keyFile) {

  /** Makes one in a directory. */
  static RedisCertificate make(Path directory)
      throws IOException, InterruptedException, GeneralSecurityException {
    SelfSigned made = SelfSigned.make(directory, "redis", "ip:127.0.0.1");
    return new RedisCertificate(made.file(), made.keyFile());
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
