package io.bidder.bidder.http;

import io.bidder.bidder.config.TlsConfig;
import io.bidder.settings.InvalidInputException;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/**
 * The certificate that a port shows and whose clients it takes, read again when the files change:
 * connections that are open go on with what they began with. Thread-safe but for {@link #poll},
 * which is for one thread.
 */
public final class Tls {
  private static final System.Logger LOG = System.getLogger(Tls.class.getName());

  /** The time between two looks at the files. */
  public static final Duration LOOK = Duration.ofSeconds(5);

  private final TlsConfig config;
  private volatile Terms terms;
  private String stamp;

  /**
   * What a connection begins with.
   *
   * @param expires when the server's certificate does
   */
  private record Terms(SslContext context, Instant expires) {}

  private Tls(TlsConfig config) {
    this.config = config;
    stamp = stamp();
    terms = read(config);
  }

  /**
   * Reads certificates and key.
   *
   * @throws InvalidInputException naming key, file and what was expected
   */
  public static Tls open(TlsConfig config) {
    return new Tls(config);
  }

  /** When the certificate that is shown now expires. */
  public Instant expires() {
    return terms.expires;
  }

  /**
   * Takes the files up again if they have changed. What is not right is refused, told once, and the
   * certificate before goes on being shown.
   */
  public void poll() {
    String now = stamp();
    if (now.equals(stamp)) {
      return;
    }
    stamp = now;
    try {
      terms = read(config);
      LOG.log(Level.INFO, "the certificate that is shown now expires at " + terms.expires);
    } catch (InvalidInputException e) {
      LOG.log(Level.ERROR, "the certificate before goes on being shown: " + e.getMessage());
    }
  }

  SslHandler newHandler(ByteBufAllocator buffers, Duration handshake) {
    SslHandler handler = terms.context.newHandler(buffers);
    handler.setHandshakeTimeoutMillis(handshake.toMillis());
    return handler;
  }

  private static Terms read(TlsConfig config) {
    Path certificateFile = config.certificateFile();
    Path keyFile = config.keyFile();
    if (certificateFile == null || keyFile == null) {
      throw new InvalidInputException(
          "http.tls.port: expected http.tls.certificateFile and http.tls.keyFile beside it");
    }
    List<X509Certificate> chain =
        PemFiles.certificates("http.tls.certificateFile", certificateFile);
    SslContextBuilder builder =
        SslContextBuilder.forServer(
                PemFiles.key("http.tls.keyFile", keyFile, chain.getFirst()), chain)
            .sslProvider(SslProvider.JDK)
            .protocols("TLSv1.3", "TLSv1.2");
    if (config.clientCaFile() != null) {
      builder
          .trustManager(PemFiles.certificates("http.tls.clientCaFile", config.clientCaFile()))
          .clientAuth(ClientAuth.REQUIRE);
    }
    try {
      return new Terms(builder.build(), chain.getFirst().getNotAfter().toInstant());
    } catch (SSLException e) {
      throw new InvalidInputException(
          "http.tls.certificateFile: %s cannot be used: %s"
              .formatted(certificateFile, e.getMessage()),
          e);
    }
  }

  /** Changes with the files. */
  private String stamp() {
    return Stream.of(config.certificateFile(), config.keyFile(), config.clientCaFile())
        .filter(Objects::nonNull)
        .map(file -> {
          try {
            return Files.getLastModifiedTime(file) + " " + Files.size(file);
          } catch (IOException e) {
            return "none";
          }
        })
        .collect(Collectors.joining(", "));
  }
}
