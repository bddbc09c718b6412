package io.bidder.bidder.config;

import java.time.Duration;

/**
 * The bid endpoint and its limits; the keys below {@code http}.
 *
 * @param port TCP port; 0 for a free one
 * @param ioThreads threads that read and write sockets
 * @param maxBodyBytes of a request's body, both as it comes and unzipped
 * @param maxHeaderBytes of a request's line, and of its headers
 * @param maxConnections at a time
 * @param maxPipelined requests of one connection without an answer
 * @param idleTimeout after which a connection from which nothing comes is closed
 * @param readTimeout for a whole request, from its first byte
 * @param answerTimeout for an answer that is no bid's
 * @param drainTimeout for the answers that are due when the server goes down
 * @param publicUrl under which exchanges reach this server, without a slash at the end; empty where
 *     it is not set
 */
public record HttpConfig(
    int port,
    int ioThreads,
    int maxBodyBytes,
    int maxHeaderBytes,
    int maxConnections,
    int maxPipelined,
    Duration idleTimeout,
    Duration readTimeout,
    Duration answerTimeout,
    Duration drainTimeout,
    String publicUrl) {

  /** The public URL, which is this machine's if it is not set. */
  public String publicUrlOr(int boundPort) {
    return publicUrl.isEmpty() ? "http://localhost:" + boundPort : publicUrl;
  }

  static HttpConfig read(Section section) {
    return new HttpConfig(
        section.integer("port", "8080", 0, 65_535),
        section.integer("ioThreads", Cores.QUARTER, 1, 1024),
        section.bytes("maxBodyBytes", "256KiB", 1 << 10, 64 << 20),
        section.bytes("maxHeaderBytes", "16KiB", 1 << 10, 1 << 20),
        section.integer("maxConnections", "4096", 1, 1_000_000),
        section.integer("maxPipelined", "16", 1, 1024),
        section.duration("idleTimeout", "60s", Duration.ofMillis(10), Duration.ofDays(1)),
        section.duration("readTimeout", "2s", Duration.ofMillis(10), Duration.ofMinutes(10)),
        section.duration("answerTimeout", "2s", Duration.ofMillis(10), Duration.ofMinutes(10)),
        section.duration("drainTimeout", "5s", Duration.ZERO, Duration.ofMinutes(10)),
        section.url("publicUrl"));
  }
}
