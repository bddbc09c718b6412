package io.bidder.benchmarks.attack.wire;

import java.util.Map;
import java.util.TreeMap;

/**
 * The size of an attack.
 *
 * @param connections that were opened
 * @param refused connections that could not be opened
 * @param closed connections that the server closed or reset
 * @param messages that were sent to the end
 * @param answers by status
 * @param cpuSeconds that it took here
 */
public record Volume(
    long connections,
    long refused,
    long closed,
    long messages,
    Map<Integer, Long> answers,
    long bytesSent,
    long bytesRead,
    double cpuSeconds) {
  /** An attack that has not begun. */
  public static final Volume NONE = new Volume(0, 0, 0, 0, Map.of(), 0, 0, 0);

  /** An attack that does not speak to the server's ports. */
  public static Volume of(long times, double cpuSeconds) {
    return new Volume(0, 0, 0, times, Map.of(), 0, 0, cpuSeconds);
  }

  /** Both together. */
  public Volume plus(Volume other) {
    Map<Integer, Long> both = new TreeMap<>(answers);
    other.answers.forEach((status, count) -> both.merge(status, count, Long::sum));
    return new Volume(
        connections + other.connections,
        refused + other.refused,
        closed + other.closed,
        messages + other.messages,
        both,
        bytesSent + other.bytesSent,
        bytesRead + other.bytesRead,
        cpuSeconds + other.cpuSeconds);
  }
}
