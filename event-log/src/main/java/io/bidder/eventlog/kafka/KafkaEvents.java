package io.bidder.eventlog.kafka;

import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.InvalidEventException;
import io.bidder.eventlog.segment.EventLogException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads all events of a topic, each once: those of a bid in the order of the log that they come
 * from, others in no order. Everybody who follows a topic reads all of it; there is no consumer
 * group. One thread's.
 */
public final class KafkaEvents implements AutoCloseable {
  /**
   * Takes events. One that throws ends the reading: an event that was not taken is not told again.
   */
  @FunctionalInterface
  public interface Handler {
    /**
     * An event came.
     *
     * @param partition where it is in the topic
     * @param offset in the partition
     */
    void on(Event event, int partition, long offset);
  }

  /** Takes events as they are in the topic, those of later versions too. */
  @FunctionalInterface
  interface BytesHandler {
    void on(byte[] bytes, int partition, long offset);
  }

  private static final Duration LOOK_AT_MOST = Duration.ofSeconds(10);
  private static final long LOOK_NS = TimeUnit.SECONDS.toNanos(10);

  private final String topic;
  private final TopicPosition position;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Set<TopicPartition> assigned = new HashSet<>();
  private long lookedNs;
  private long repeats;
  private long unreadable;

  /**
   * Goes on where a position is.
   *
   * @param brokers as {@link ShipOptions#brokers}
   * @param client as {@link ShipOptions#client}
   * @param position goes along with what is read
   */
  public KafkaEvents(
      String brokers, String topic, Map<String, String> client, TopicPosition position) {
    this.topic = topic;
    this.position = position;
    consumer =
        new KafkaConsumer<>(
            Client.consumer(brokers, client),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
  }

  /**
   * Hands on what came, or comes within a time.
   *
   * @return the records read, repeats included
   * @throws EventLogException if the topic no longer reaches back to the position: what was made of
   *     the events has to be made again, from the beginning of what is there
   * @throws KafkaException if the brokers cannot be read; it may be tried again
   */
  public int poll(Duration atMost, Handler handler) {
    return pollBytes(
        atMost,
        (bytes, partition, offset) -> {
          Event event;
          try {
            event = Event.read(ByteBuffer.wrap(bytes));
          } catch (InvalidEventException e) {
            unreadable++;
            return;
          }
          handler.on(event, partition, offset);
        });
  }

  /** Likewise, without reading them. */
  int pollBytes(Duration atMost, BytesHandler handler) {
    if (assigned.isEmpty() || System.nanoTime() - lookedNs >= LOOK_NS) {
      assign();
    }
    ConsumerRecords<byte[], byte[]> records;
    try {
      records = consumer.poll(atMost);
    } catch (InvalidOffsetException e) {
      throw EventLogException.failed(
          topic + ": does not hold the events at which reading goes on: " + e.getMessage(), e);
    }
    for (ConsumerRecord<byte[], byte[]> each : records) {
      hand(each, handler);
    }
    return records.count();
  }

  /** Reads partitions from the position on, those that are new from their beginning. */
  private void assign() {
    lookedNs = System.nanoTime();
    Set<TopicPartition> added = new HashSet<>();
    try {
      consumer
          .partitionsFor(topic, LOOK_AT_MOST)
          .forEach(each -> added.add(new TopicPartition(topic, each.partition())));
    } catch (TimeoutException e) {
      if (assigned.isEmpty()) {
        throw e;
      }
      return;
    }
    if (added.isEmpty()) {
      throw new UnknownTopicOrPartitionException(topic + ": no such topic");
    }
    added.removeAll(assigned);
    if (added.isEmpty()) {
      return;
    }
    assigned.addAll(added);
    consumer.assign(assigned);
    for (TopicPartition each : added) {
      Long next = position.next(each.partition());
      if (next == null) {
        consumer.seekToBeginning(Set.of(each));
      } else {
        consumer.seek(each, next);
      }
    }
  }

  private void hand(ConsumerRecord<byte[], byte[]> record, BytesHandler handler) {
    Source source = Source.of(record.headers());
    if (source == null || record.value() == null) {
      unreadable++;
      position.pass(record.partition(), record.offset());
      return;
    }
    if (!position.advance(record.partition(), record.offset(), source)) {
      repeats++;
      return;
    }
    handler.on(record.value(), record.partition(), record.offset());
  }

  /**
   * Tells whether everything has been handed on that is in the topic now.
   *
   * @throws KafkaException if the brokers cannot be asked
   */
  public boolean isCaughtUp() {
    Collection<Map.Entry<TopicPartition, Long>> ends =
        consumer.endOffsets(assigned, LOOK_AT_MOST).entrySet();
    return !assigned.isEmpty()
        && ends.stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }

  /** Records whose event had come before. */
  public long repeats() {
    return repeats;
  }

  /** Records that are no event, or of a kind that this version does not know. */
  public long unreadable() {
    return unreadable;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
