package io.bidder.eventlog.kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/** The settings of Kafka's clients. */
final class Client {
  /** Of {@code send()} without metadata or room, after which the shipper looks up. */
  private static final int MAX_BLOCK_MILLIS = 500;

  /** What the broker takes of a partition at once, whose limit is 1 MiB unless told otherwise. */
  private static final int BATCH_BYTES = 256 << 10;

  private static final int REQUEST_BYTES = 8 << 20;
  private static final long BUFFER_BYTES = 32L << 20;

  /** What a shipper's guarantees rest on. */
  private static final Map<String, Object> PRODUCER =
      Map.of(
          ProducerConfig.ACKS_CONFIG,
          "all",
          ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
          true,
          // With one request under way, nothing of a partition can overtake what was refused.
          ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
          1,
          // Nothing is given up while what comes after it is sent.
          ProducerConfig.RETRIES_CONFIG,
          Integer.MAX_VALUE,
          ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
          Integer.MAX_VALUE,
          ProducerConfig.MAX_BLOCK_MS_CONFIG,
          MAX_BLOCK_MILLIS);

  /** What a follower's rest on. */
  private static final Map<String, Object> CONSUMER =
      Map.of(
          ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
          false,
          ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
          "none",
          ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
          false);

  /** The keys that nobody else may set. */
  static final Set<String> OWN =
      Stream.of(
              PRODUCER.keySet(),
              CONSUMER.keySet(),
              Set.of(
                  CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
                  ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                  ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
                  ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
                  ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                  ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG))
          .flatMap(Set::stream)
          .collect(Collectors.toUnmodifiableSet());

  private Client() {}

  static Map<String, Object> producer(String brokers, Map<String, String> client) {
    Map<String, Object> settings = new HashMap<>();
    settings.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, REQUEST_BYTES);
    settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
    settings.put(CommonClientConfigs.RECONNECT_BACKOFF_MS_CONFIG, 50);
    settings.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
    settings.putAll(client);
    settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
    settings.putAll(PRODUCER);
    return settings;
  }

  static Map<String, Object> consumer(String brokers, Map<String, String> client) {
    Map<String, Object> settings = new HashMap<>(client);
    settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
    settings.putAll(CONSUMER);
    return settings;
  }
}
