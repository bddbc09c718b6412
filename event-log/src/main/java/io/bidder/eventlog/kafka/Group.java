package io.bidder.eventlog.kafka;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Records that follow each other in the log, and were sent: to several partitions, whose brokers
 * acknowledge them in any order.
 */
final class Group implements Callback {
  private final Consumer<Exception> failed;
  private final AtomicInteger acknowledged = new AtomicInteger();
  private int sent;
  private long endPosition;

  Group(Consumer<Exception> failed) {
    this.failed = failed;
  }

  /** A record was sent that ends there. */
  void sent(long position) {
    sent++;
    endPosition = position;
  }

  int size() {
    return sent;
  }

  /** The position after its last record. */
  long endPosition() {
    return endPosition;
  }

  boolean isAcknowledged() {
    return acknowledged.get() == sent;
  }

  @Override
  public void onCompletion(RecordMetadata metadata, Exception failure) {
    if (failure == null) {
      acknowledged.incrementAndGet();
    } else {
      failed.accept(failure);
    }
  }
}
