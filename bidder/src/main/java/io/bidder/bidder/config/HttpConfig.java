package io.bidder.bidder.config;

import io.bidder.settings.Section;
import io.bidder.settings.Type;
import io.bidder.settings.Types;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The bid endpoint and its limits; the keys below {@code http}.
 *
 * @param port TCP port; 0 for a free one
 * @param host address to listen on
 * @param ioThreads threads that read and write sockets
 * @param maxBodyBytes of a request's body, both as it comes and unzipped
 * @param maxHeaderBytes of a request's line, and of its headers
 * @param maxHeaders of a request
 * @param maxConnections at a time
 * @param maxConnectionsPerAddress at a time
 * @param maxPipelined requests of one connection without an answer
 * @param maxInFlight requests of all connections without an answer
 * @param maxInFlightPerAddress requests of an address without an answer
 * @param maxUnreadBytes of answers that a client has not taken
 * @param maxBufferedBytes that requests and answers of all connections take
 * @param trustedProxies networks of the proxies that are believed whom they speak for
 * @param idleTimeout after which a connection from which nothing comes is closed: longer than load
 *     balancers keep theirs, or they send requests into connections that just end
 * @param readTimeout for a whole request, from its first byte
 * @param writeTimeout for a client to take an answer
 * @param answerTimeout for an answer that is no bid's
 * @param drainDelay for which a server that is told to end serves on while it says that it is not
 *     ready
 * @param drainGrace in which a request that was on its way when the server goes down is taken
 * @param drainTimeout for the grace, and the answers that are due when the server goes down
 * @param publicUrl under which exchanges reach this server, without a slash at the end; empty where
 *     it is not set
 */
public record HttpConfig(
    int port,
    String host,
    int ioThreads,
    int maxBodyBytes,
    int maxHeaderBytes,
    int maxHeaders,
    int maxConnections,
    int maxConnectionsPerAddress,
    int maxPipelined,
    int maxInFlight,
    int maxInFlightPerAddress,
    int maxUnreadBytes,
    int maxBufferedBytes,
    List<Network> trustedProxies,
    Duration idleTimeout,
    Duration readTimeout,
    Duration writeTimeout,
    Duration answerTimeout,
    Duration drainDelay,
    Duration drainGrace,
    Duration drainTimeout,
    String publicUrl,
    TlsConfig tls) {
  private static final int MOST = 1_000_000;
  private static final Set<String> EVERYWHERE = Set.of("0.0.0.0", "::");

  private static final Type<List<Network>> NETWORKS =
      Type.of(
          "addresses or networks such as 10.0.0.0/8, 2001:db8::1", List.of(), Network::parseAll);

  /**
   * The addresses that begin with the same bits as one.
   *
   * @param bits that they have in common
   */
  public record Network(InetAddress address, int bits) {
    private static Optional<List<Network>> parseAll(String text) {
      List<Network> networks =
          Arrays.stream(text.split(",", -1))
              .map(one -> parse(one.strip()))
              .flatMap(Optional::stream)
              .toList();
      return networks.size() == text.split(",", -1).length
          ? Optional.of(networks)
          : Optional.empty();
    }

    private static Optional<Network> parse(String text) {
      int slash = text.indexOf('/');
      try {
        InetAddress address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
        int all = 8 * address.getAddress().length;
        int bits = slash < 0 ? all : Integer.parseInt(text.substring(slash + 1));
        return bits >= 0 && bits <= all
            ? Optional.of(new Network(address, bits))
            : Optional.empty();
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }
  }

  public HttpConfig {
    trustedProxies = List.copyOf(trustedProxies);
  }

  /** The public URL, which is this machine's if it is not set. */
  public String publicUrlOr(int boundPort) {
    return publicUrl.isEmpty() ? localUrl(boundPort) : publicUrl;
  }

  /** The URL under which this machine reaches the server. */
  public String localUrl(int boundPort) {
    String address =
        EVERYWHERE.contains(host) ? "localhost" : host.contains(":") ? "[" + host + "]" : host;
    return "http://" + address + ":" + boundPort;
  }

  static HttpConfig read(Section section) {
    return new HttpConfig(
        section.get("port", Types.integer(0, 65_535)).or(8080),
        section.get("host", Types.TEXT).or("0.0.0.0"),
        section
            .get("ioThreads", Types.integer(1, 1024))
            .or(Math.max(1, Runtime.getRuntime().availableProcessors() / 4), "cores / 4"),
        section.get("maxBodyBytes", Types.bytes(1 << 10, 64 << 20)).or(256 << 10),
        section.get("maxHeaderBytes", Types.bytes(1 << 10, 1 << 20)).or(16 << 10),
        section.get("maxHeaders", Types.integer(16, 10_000)).or(100),
        section.get("maxConnections", Types.integer(1, MOST)).or(4096),
        section.get("maxConnectionsPerAddress", Types.integer(1, MOST)).or(MOST),
        section.get("maxPipelined", Types.integer(1, 1024)).or(16),
        section.get("maxInFlight", Types.integer(1, MOST)).or(4096),
        section.get("maxInFlightPerAddress", Types.integer(1, MOST)).or(MOST),
        section.get("maxUnreadBytes", Types.bytes(1 << 10, 1 << 30)).or(4 << 20),
        section.get("maxBufferedBytes", Types.bytes(1 << 20, 1 << 30)).or(48 << 20),
        section.get("trustedProxies", NETWORKS).or(List.of(), ""),
        section
            .get("idleTimeout", Types.duration(Duration.ofMillis(10), Duration.ofDays(1)))
            .or(Duration.ofSeconds(620)),
        section
            .get("readTimeout", Types.duration(Duration.ofMillis(10), Duration.ofMinutes(10)))
            .or(Duration.ofSeconds(2)),
        section
            .get("writeTimeout", Types.duration(Duration.ofMillis(10), Duration.ofMinutes(10)))
            .or(Duration.ofSeconds(5)),
        section
            .get("answerTimeout", Types.duration(Duration.ofMillis(10), Duration.ofMinutes(10)))
            .or(Duration.ofSeconds(2)),
        section
            .get("drainDelay", Types.duration(Duration.ZERO, Duration.ofMinutes(10)))
            .or(Duration.ofSeconds(5)),
        section
            .get("drainGrace", Types.duration(Duration.ZERO, Duration.ofMinutes(10)))
            .or(Duration.ofMillis(500)),
        section
            .get("drainTimeout", Types.duration(Duration.ZERO, Duration.ofMinutes(10)))
            .or(Duration.ofSeconds(5)),
        section.get("publicUrl", Types.SERVER_URL).or(""),
        section.map("tls", TlsConfig::read));
  }
}
