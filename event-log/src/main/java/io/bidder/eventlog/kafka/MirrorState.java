package io.bidder.eventlog.kafka;

import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.follow.Fold;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** How far a topic was read when its mirror had come to a position: kept as a fold's state is. */
final class MirrorState implements Fold {
  private final String topic;
  private final TopicPosition position = new TopicPosition();

  MirrorState(String topic) {
    this.topic = topic;
  }

  TopicPosition position() {
    return position;
  }

  @Override
  public String name() {
    return "mirror";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void on(Event event, long at) {
    throw new IllegalStateException("events of the mirror are not folded");
  }

  @Override
  public void writeTo(DataOutputStream out) throws IOException {
    out.writeUTF(topic);
    position.writeTo(out);
  }

  @Override
  public void readFrom(DataInputStream in) throws IOException {
    String of = in.readUTF();
    if (!of.equals(topic)) {
      throw new IOException("of topic %s, expected %s".formatted(of, topic));
    }
    position.readFrom(in);
  }

  @Override
  public void clear() {
    position.clear();
  }
}
