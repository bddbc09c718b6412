package io.bidder.eventlog.kafka;

import io.bidder.eventlog.append.Sync;
import io.bidder.eventlog.event.BidId;
import io.bidder.eventlog.event.EventHead;
import io.bidder.eventlog.event.InvalidEventException;
import io.bidder.eventlog.segment.EventLogException;
import io.bidder.eventlog.segment.LogReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * The life of one producer: it sends what follows the shipped position, until a record is refused.
 * Then it sends nothing more, and another session begins at what was acknowledged.
 *
 * <p>So to every partition a session sends an unbroken run of the records that belong there, from
 * one before which all are there already. Whoever remembers the highest position that a partition
 * has had of a log knows that everything up to it came, and that what comes again is a repeat.
 *
 * <p>One thread's, but for what the producer calls.
 */
final class Session implements AutoCloseable {
  private static final int GROUP_RECORDS = 1_000;
  private static final long SAVE_NS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long LOOK_NS = TimeUnit.SECONDS.toNanos(1);

  private final ShipOptions options;
  private final LogReader reader;
  private final byte[] log;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Thread thread = Thread.currentThread();
  private final Deque<Group> underWay = new ArrayDeque<>();
  private volatile @Nullable Exception failure;

  /** Positions before this one may have been sent by another session. */
  private final long repeatsEnd;

  private Shipped shipped;
  private long acknowledgedPosition;
  private long acknowledgedRecords;
  private int partitions;

  /** The reader stands at a record that is not sent yet. */
  private boolean held;

  private @Nullable Exception refusal;

  /** What is on disk: of this segment, everything before this position. */
  private long forcedSegment = -1;

  private long forcedPosition;
  private boolean broken;
  private long savedNs = System.nanoTime();
  private long lookedNs = System.nanoTime();

  /**
   * Begins where the one before it got to.
   *
   * @param reader at the shipped position
   * @param before what is known of that; null if nothing
   * @param end before which another session may have sent something
   * @throws KafkaException if the brokers cannot be reached, or do not have the topic
   */
  Session(ShipOptions options, LogReader reader, @Nullable Shipped before, long end)
      throws IOException {
    this.options = options;
    this.reader = reader;
    log = Source.bytes(reader.logId());
    repeatsEnd = end;
    acknowledgedPosition = reader.nextPosition();
    producer =
        new KafkaProducer<>(
            Client.producer(options.brokers(), options.client()),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    boolean begun = false;
    try {
      int there = producer.partitionsFor(options.topic()).size();
      partitions = before == null ? there : Math.min(before.partitions(), there);
      shipped = new Shipped(reader.logId(), acknowledgedPosition, partitions);
      if (!shipped.equals(before)) {
        shipped.write(options.log(), options.topic());
      }
      begun = true;
    } finally {
      if (!begun) {
        close();
      }
    }
  }

  /**
   * Takes acknowledgements in, and sends some records.
   *
   * @param end before which events may be shipped
   * @return false if there was nothing to do
   * @throws KafkaException if a record was refused: this session is over
   * @throws EventLogException if the log cannot be read
   */
  boolean turn(long end) throws IOException {
    boolean some = acknowledge();
    long nowNs = System.nanoTime();
    if (nowNs - savedNs >= SAVE_NS) {
      savedNs = nowNs;
      save();
    }
    return mayBeSent(nowNs) ? send(end) || some : some;
  }

  private boolean acknowledge() {
    Exception why = failure;
    if (why != null) {
      throw new KafkaException(why.getMessage(), why);
    }
    boolean some = false;
    for (Group first = underWay.peek();
        first != null && first.isAcknowledged();
        first = underWay.peek()) {
      acknowledgedPosition = first.endPosition();
      acknowledgedRecords += first.size();
      underWay.remove();
      some = true;
    }
    return some;
  }

  /**
   * Looks whether the topic has more partitions now. If so, sending waits until nothing is under
   * way that may have to be sent again to where it was.
   */
  private boolean mayBeSent(long nowNs) throws IOException {
    if (nowNs - lookedNs < LOOK_NS || acknowledgedPosition < repeatsEnd) {
      return true;
    }
    int there;
    try {
      there = producer.partitionsFor(options.topic()).size();
    } catch (TimeoutException e) {
      return true;
    }
    if (there > partitions) {
      if (!underWay.isEmpty()) {
        return false;
      }
      partitions = there;
      save();
    }
    lookedNs = nowNs;
    return true;
  }

  private boolean send(long end) {
    refusal = null;
    Group group = new Group(this::onFailure);
    while (group.size() < GROUP_RECORDS && (held || reader.next(end))) {
      held = true;
      force(end);
      if (!sent(group)) {
        break;
      }
      held = false;
      group.sent(reader.nextPosition());
    }
    if (group.size() > 0) {
      underWay.add(group);
    } else if (underWay.isEmpty() && !held) {
      acknowledgedPosition = reader.nextPosition();
    }
    return group.size() > 0;
  }

  /** Has the record that the reader is at on disk. */
  private void force(long end) {
    if (options.sync() != Sync.ALWAYS
        && (reader.segmentPosition() != forcedSegment || reader.nextPosition() > forcedPosition)) {
      broken = true;
      reader.force();
      broken = false;
      forcedSegment = reader.segmentPosition();
      forcedPosition = end;
    }
  }

  /** Gives the producer the record that the reader is at; false if it has no room for now. */
  private boolean sent(Group group) {
    ByteBuffer payload = reader.payload();
    byte[] key = key(payload);
    byte[] value = new byte[payload.remaining()];
    payload.get(value);
    ProducerRecord<byte[], byte[]> event =
        new ProducerRecord<>(options.topic(), partition(key), key, value);
    Source.add(log, reader.position(), event.headers());
    try {
      var _ = producer.send(event, group);
    } catch (IllegalStateException e) {
      // Closed, by the failure that is told in the next turn.
      return false;
    }
    Exception why = refusal;
    if (why == null) {
      return true;
    }
    if (why instanceof TimeoutException) {
      return false;
    }
    throw new KafkaException(why.getMessage(), why);
  }

  /** The bytes of the bid's id; null if it has none. */
  private static byte @Nullable [] key(ByteBuffer event) {
    try {
      BidId bid = EventHead.read(event).bidId();
      return bid.equals(BidId.NONE)
          ? null
          : ByteBuffer.allocate(2 * Long.BYTES).putLong(bid.high()).putLong(bid.low()).array();
    } catch (InvalidEventException e) {
      return null;
    }
  }

  /** The partition of a key, as every client of Kafka finds it; of none, some. */
  private int partition(byte @Nullable [] key) {
    int hash = key == null ? Long.hashCode(reader.position()) * 0x9e3779b9 : Utils.murmur2(key);
    return Utils.toPositive(hash) % partitions;
  }

  /** Is called by the thread that sends, or by the producer's. */
  private void onFailure(Exception why) {
    if (Thread.currentThread() == thread) {
      refusal = why;
    } else if (failure == null) {
      failure = why;
      // At once: the producer would go on with what follows.
      producer.close(Duration.ZERO);
    }
  }

  /** Keeps on disk what has been acknowledged. */
  void save() throws IOException {
    Shipped now = new Shipped(reader.logId(), acknowledgedPosition, partitions);
    if (!now.equals(shipped)) {
      now.write(options.log(), options.topic());
      shipped = now;
    }
  }

  /** What is on disk of it. */
  Shipped shipped() {
    return shipped;
  }

  long acknowledgedPosition() {
    return acknowledgedPosition;
  }

  long acknowledgedRecords() {
    return acknowledgedRecords;
  }

  /** Tells that everything was sent and acknowledged, up to the end of the last turn. */
  boolean isDone() {
    return underWay.isEmpty() && !held;
  }

  /** Tells that the disk did not keep what it was given: nobody knows what it has. */
  boolean isBroken() {
    return broken;
  }

  @Override
  public void close() {
    if (failure == null) {
      failure = new IllegalStateException("closed");
    }
    producer.close(Duration.ZERO);
    reader.close();
  }
}
