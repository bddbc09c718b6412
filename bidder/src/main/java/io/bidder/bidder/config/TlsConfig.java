package io.bidder.bidder.config;

import io.bidder.settings.Section;
import io.bidder.settings.Types;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The port on which bids are asked for with TLS; the keys below {@code http.tls}.
 *
 * @param port TCP port; 0 for a free one, {@link #NO_PORT} for none
 * @param host address to listen on
 * @param certificateFile with the server's certificate and those between it and who is believed, as
 *     PEM; null for none
 * @param keyFile with the certificate's private key, as PEM; null for none
 * @param clientCaFile with the certificates of those who sign clients', as PEM; null if clients
 *     need none
 */
public record TlsConfig(
    int port,
    String host,
    @Nullable Path certificateFile,
    @Nullable Path keyFile,
    @Nullable Path clientCaFile) {
  /** Where there is no port. */
  public static final int NO_PORT = -1;

  static TlsConfig read(Section section) {
    return new TlsConfig(
        section.get("port", Types.integer(0, 65_535)).or(NO_PORT, ""),
        section.get("host", Types.TEXT).or("0.0.0.0"),
        section.pathOrNull("certificateFile"),
        section.pathOrNull("keyFile"),
        section.pathOrNull("clientCaFile"));
  }

  /** Tells whether there is such a port. */
  public boolean isOn() {
    return port != NO_PORT;
  }
}
