package io.bidder.bidder.budget;

import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.event.Kind;
import io.bidder.eventlog.follow.Fold;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The pauses of campaigns, since when and by whom: the fold of the log's {@code control} events
 * that pause and resume. A pause or its end that is on its way to the log, or that the log did not
 * take, holds beside the fold. Thread-safe.
 */
public final class Pauses implements Fold {
  /** The action that pauses a target. */
  public static final String PAUSE = "pause";

  /** The action that ends the pause of a target. */
  public static final String RESUME = "resume";

  /** The target that is all campaigns. */
  public static final String EVERYTHING = "everything";

  private final Map<String, Pause> inLog = new HashMap<>();

  /** By target, the pause that holds until the log has the event; an end where it is over. */
  private final Map<String, Change> pending = new HashMap<>();

  private volatile Runnable listener = () -> {};

  /** A pause of a target. */
  public record Pause(String target, long sinceEpochMillis, String by) {
    /** In words, for people. */
    String words() {
      return "%s is paused by %s since %s"
          .formatted(target, by, Instant.ofEpochMilli(sinceEpochMillis));
    }
  }

  private record Change(@Nullable Pause pause) {}

  /** The target that is a campaign. */
  public static String campaign(String id) {
    return "campaign:" + id;
  }

  /** The target that is all campaigns of an advertiser. */
  public static String advertiser(String id) {
    return "advertiser:" + id;
  }

  /** Has somebody told of every change, in the thread that makes it. */
  void onChange(Runnable newListener) {
    listener = newListener;
  }

  /** Pauses or resumes from now on, whether or not the log takes the event. */
  void change(Happening.Control control, long epochMillis) {
    synchronized (this) {
      pending.put(control.target(), new Change(pause(control, epochMillis)));
    }
    listener.run();
  }

  private static @Nullable Pause pause(Happening.Control control, long epochMillis) {
    return control.action().equals(PAUSE)
        ? new Pause(control.target(), epochMillis, control.actor())
        : null;
  }

  /** The pause of a target itself; null if it is not paused. */
  synchronized @Nullable Pause of(String target) {
    Change change = pending.get(target);
    return change == null ? inLog.get(target) : change.pause();
  }

  /** The pause that keeps a campaign from bidding; null if none does. */
  synchronized @Nullable Pause of(String campaignId, String advertiserId) {
    Pause everything = of(EVERYTHING);
    Pause ofAdvertiser = everything == null ? of(advertiser(advertiserId)) : everything;
    return ofAdvertiser == null ? of(campaign(campaignId)) : ofAdvertiser;
  }

  /** All pauses, in the order of their targets. */
  synchronized List<Pause> all() {
    TreeMap<String, Pause> all = new TreeMap<>(inLog);
    pending.forEach((target, change) -> {
      if (change.pause() == null) {
        all.remove(target);
      } else {
        all.put(target, change.pause());
      }
    });
    return new ArrayList<>(all.values());
  }

  /** Tells whether nothing is paused. */
  synchronized boolean isEmpty() {
    return inLog.isEmpty() && pending.isEmpty();
  }

  @Override
  public String name() {
    return "pauses";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public boolean wants(Kind kind) {
    return kind == Kind.CONTROL;
  }

  @Override
  public void on(Event event, long position) {
    if (event.happening() instanceof Happening.Control control
        && (control.action().equals(PAUSE) || control.action().equals(RESUME))) {
      synchronized (this) {
        Pause pause = pause(control, event.eventEpochMillis());
        if (pause == null) {
          inLog.remove(control.target());
        } else {
          inLog.put(control.target(), pause);
        }
        Change change = pending.get(control.target());
        if (change != null && (change.pause() == null) == (pause == null)) {
          pending.remove(control.target());
        }
      }
      listener.run();
    }
  }

  @Override
  public synchronized void writeTo(DataOutputStream out) throws IOException {
    out.writeInt(inLog.size());
    for (Pause pause : inLog.values()) {
      out.writeUTF(pause.target());
      out.writeLong(pause.sinceEpochMillis());
      out.writeUTF(pause.by());
    }
  }

  @Override
  public synchronized void readFrom(DataInputStream in) throws IOException {
    clear();
    for (int left = in.readInt(); left > 0; left--) {
      Pause pause = new Pause(in.readUTF(), in.readLong(), in.readUTF());
      inLog.put(pause.target(), pause);
    }
  }

  @Override
  public synchronized void clear() {
    inLog.clear();
  }
}
