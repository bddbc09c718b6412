package io.bidder.eventlog.kafka;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * How a topic is followed.
 *
 * @param brokers as {@link ShipOptions#brokers}
 * @param client as {@link ShipOptions#client}
 * @param snapshots the directory that folds are kept in, of this topic alone
 * @param snapshotInterval between snapshots, whose rest is read again after a restart
 */
public record TopicOptions(
    String brokers,
    String topic,
    Map<String, String> client,
    Path snapshots,
    Duration snapshotInterval) {
  public TopicOptions {
    client = Map.copyOf(client);
  }
}
