package io.bidder.bidder.config;

import io.bidder.settings.Section;
import io.bidder.settings.Types;
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
        section.get("port", Types.integer(0, 65_535)).or(8080),
        section
            .get("ioThreads", Types.integer(1, 1024))
            .or(Math.max(1, Runtime.getRuntime().availableProcessors() / 4), "cores / 4"),
        section.get("maxBodyBytes", Types.bytes(1 << 10, 64 << 20)).or(256 << 10),
        section.get("maxHeaderBytes", Types.bytes(1 << 10, 1 << 20)).or(16 << 10),
        section.get("maxConnections", Types.integer(1, 1_000_000)).or(4096),
        section.get("maxPipelined", Types.integer(1, 1024)).or(16),
        section
            .get("idleTimeout", Types.duration(Duration.ofMillis(10), Duration.ofDays(1)))
            .or(Duration.ofSeconds(60)),
        section
            .get("readTimeout", Types.duration(Duration.ofMillis(10), Duration.ofMinutes(10)))
            .or(Duration.ofSeconds(2)),
        section
            .get("answerTimeout", Types.duration(Duration.ofMillis(10), Duration.ofMinutes(10)))
            .or(Duration.ofSeconds(2)),
        section
            .get("drainTimeout", Types.duration(Duration.ZERO, Duration.ofMinutes(10)))
            .or(Duration.ofSeconds(5)),
        section.get("publicUrl", Types.SERVER_URL).or(""));
  }
}
