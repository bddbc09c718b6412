package io.bidder.eventlog.kafka;

import io.bidder.eventlog.append.Sync;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * How a log is shipped.
 *
 * @param log its directory, in which the position is kept too
 * @param sync when its events are acknowledged: what is not on disk by then is brought there before
 *     it is shipped, so that a loss of power never leaves a topic with more than its log
 * @param brokers some brokers of the cluster, as {@code HOST:PORT} with commas between them
 * @param client more settings of Kafka's client, such as those of TLS and SASL; those that the
 *     guarantees rest on cannot be changed
 * @param closeAtMost how long closing may take to ship what is left
 */
public record ShipOptions(
    Path log,
    Sync sync,
    String brokers,
    String topic,
    Map<String, String> client,
    Duration closeAtMost) {
  /** The topic's name, unless configured. */
  public static final String TOPIC = "bidder.events";

  public ShipOptions {
    client = Map.copyOf(client);
  }

  /** No TLS or SASL; closing takes at most 5 seconds. */
  public static ShipOptions defaults(Path log, Sync sync, String brokers) {
    return new ShipOptions(log, sync, brokers, TOPIC, Map.of(), Duration.ofSeconds(5));
  }
}
