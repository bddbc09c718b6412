package io.bidder.eventlog.cli;

import io.bidder.eventlog.kafka.ClientProperties;
import io.bidder.eventlog.kafka.ShipOptions;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of commands that read a fleet's topic. */
public final class KafkaOptions {
  @Option(
      names = "--kafka",
      required = true,
      paramLabel = "HOST:PORT",
      description = "Some brokers of the cluster, with commas between them.")
  private String brokers = "";

  @Option(
      names = "--kafka-properties",
      paramLabel = "FILE",
      description = "More settings of Kafka's clients, such as those of TLS and SASL: KEY=VALUE.")
  private @Nullable Path client;

  @Option(
      names = "--topic",
      paramLabel = "NAME",
      description = "The topic with the events (default: " + ShipOptions.TOPIC + ").")
  private String topic = ShipOptions.TOPIC;

  /** The brokers, as {@link ShipOptions#brokers}. */
  public String brokers() {
    return brokers;
  }

  /** The topic. */
  public String topic() {
    return topic;
  }

  /** The settings of clients that read by {@link io.bidder.eventlog.kafka.KafkaEvents}. */
  Map<String, String> client() {
    return client == null ? Map.of() : ClientProperties.read(client);
  }

  /**
   * The settings of other clients.
   *
   * @param own the keys that they set themselves
   */
  public Map<String, String> client(Set<String> own) {
    return client == null ? Map.of() : ClientProperties.read(client, own);
  }
}
