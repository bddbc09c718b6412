package io.bidder.eventstreams;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.streams.KafkaStreams;

/** Joins the events of a topic, and tells how many it has joined, until it is killed. */
final class JoiningProcess {
  private JoiningProcess() {}

  /** Takes the brokers and the directory of its state. */
  public static void main(String[] arguments) {
    JoinFigures figures = new JoinFigures();
    try (KafkaStreams stream =
        JoinStreamTest.stream(arguments[0], Path.of(arguments[1]), figures)) {
      stream.start();
      while (!System.out.checkError()) {
        System.out.println(figures.events.sum());
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
      }
    }
  }
}
