package io.bidder.eventstreams;

import io.bidder.eventlog.join.JoinRules;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The join as a topology of Kafka Streams: events from one topic, rows to another, state in RocksDB
 * and in changelogs of the cluster; each event counts exactly once, whatever crashes.
 */
final class JoinStream {
  private static final String SOURCE = "events";
  private static final String JOIN = "join";
  private static final String SINK = "rows";

  private static final Duration STOP_AT_MOST = Duration.ofSeconds(30);

  private JoinStream() {}

  /**
   * Makes the stream, which is yet to be started.
   *
   * @param client more settings of Kafka's clients, beside {@link #own}
   */
  static KafkaStreams of(
      JoinRules rules,
      StreamOptions options,
      Map<String, String> client,
      InstantSource clock,
      JoinFigures figures) {
    Properties settings = new Properties();
    settings.putAll(client);
    settings.putAll(own(options));
    return new KafkaStreams(topology(rules, options, clock, figures), settings);
  }

  /** The settings that nobody else may set. */
  static Map<String, Object> own(StreamOptions options) {
    return Map.of(
        StreamsConfig.APPLICATION_ID_CONFIG,
        options.application(),
        StreamsConfig.BOOTSTRAP_SERVERS_CONFIG,
        options.brokers(),
        StreamsConfig.STATE_DIR_CONFIG,
        options.state().toString(),
        StreamsConfig.NUM_STREAM_THREADS_CONFIG,
        options.threads(),
        StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
        StreamsConfig.EXACTLY_ONCE_V2,
        StreamsConfig.consumerPrefix("auto.offset.reset"),
        "earliest",
        StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG),
        "lz4");
  }

  /** Stops a stream, in bounded time; other instances take its part over at once. */
  static void stop(KafkaStreams stream) {
    stream.close(
        CloseOptions.timeout(STOP_AT_MOST)
            .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
  }

  @SuppressWarnings("removal") // the partitioner's only abstract method, as of Kafka 4.4
  private static Topology topology(
      JoinRules rules, StreamOptions options, InstantSource clock, JoinFigures figures) {
    return new Topology()
        .addSource(
            SOURCE,
            Serdes.ByteArray().deserializer(),
            Serdes.ByteArray().deserializer(),
            options.topic())
        .addProcessor(JOIN, () -> new JoinProcessor(rules, clock, figures), SOURCE)
        .addStateStore(store(JoinProcessor.BIDS), JOIN)
        .addStateStore(store(JoinProcessor.TIMERS), JOIN)
        .addStateStore(store(JoinProcessor.PROGRESS).withCachingEnabled(), JOIN)
        .addSink(
            SINK,
            options.rows(),
            Serdes.ByteArray().serializer(),
            Serdes.ByteArray().serializer(),
            JoinStream::partitions,
            JOIN);
  }

  private static StoreBuilder<KeyValueStore<Bytes, byte[]>> store(String name) {
    return Stores.keyValueStoreBuilder(
        Stores.persistentKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray());
  }

  /** All rows of a bid go to one partition, one after the other. */
  private static Optional<Set<Integer>> partitions(
      String topic, byte[] key, byte[] value, int partitions) {
    return Optional.of(Set.of(Utils.toPositive(Utils.murmur2(RowJson.bid(key))) % partitions));
  }
}
