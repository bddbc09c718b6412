package io.bidder.bidder.budget;

import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.event.Kind;
import io.bidder.eventlog.event.Subject;
import io.bidder.eventlog.follow.Fold;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The bills of campaigns and groups of campaigns: the fold of the log's {@code billed} events, in
 * the currencies that were bid in. An impression counts when it is billed, not when it was bid for;
 * where the exchange does not say its price, at what was bid.
 *
 * <p>A group has what its campaigns are billed while they are in it: {@code control} events say
 * since when they are, so that a campaign that leaves the catalogue takes nothing along. Its lock
 * guards all that is in it.
 */
public final class Spend implements Fold {
  /** The name of the fold. */
  public static final String NAME = "spend";

  /** The action of a control event by which a campaign comes to a group, or to none. */
  static final String GROUP = "group";

  private static final String CAMPAIGN = "campaign:";

  private final Map<String, Spent> campaigns = new HashMap<>();
  private final Map<String, Spent> groups = new HashMap<>();
  private final Map<String, String> groupByCampaign = new HashMap<>();
  private final Lateness lateness = new Lateness();
  private volatile Consumer<Event> listener = _ -> {};

  /** Has somebody told of each bid that is billed or lost, in the thread that follows the log. */
  void onDecided(Consumer<Event> newListener) {
    listener = newListener;
  }

  /** The bills of a campaign; the object stays valid. */
  synchronized Spent campaign(String id) {
    return campaigns.computeIfAbsent(id, _ -> new Spent());
  }

  /** The bills of a group; the object stays valid. */
  synchronized Spent group(String id) {
    return groups.computeIfAbsent(id, _ -> new Spent());
  }

  /** The group that a campaign is in as far as the log knows; null for none. */
  synchronized @Nullable String groupOf(String campaign) {
    return groupByCampaign.get(campaign);
  }

  /** The share of bills that come later than some time after their bids. */
  synchronized double lateShare(long millis) {
    return lateness.shareAfter(millis);
  }

  /** The event by which a campaign comes to a group, or to none. */
  static Happening.Control comesTo(String campaign, @Nullable String group) {
    return new Happening.Control(
        GROUP, CAMPAIGN + campaign, group == null ? "" : group, "catalogue");
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public boolean wants(Kind kind) {
    return kind == Kind.BILLED || kind == Kind.LOSS || kind == Kind.CONTROL;
  }

  @Override
  public void on(Event event, long position) {
    switch (event.happening()) {
      case Happening.Billed billed -> {
        add(billed, event.eventEpochMillis());
        listener.accept(event);
      }
      case Happening.Loss _ -> listener.accept(event);
      case Happening.Control control -> on(control);
      default -> {}
    }
  }

  private synchronized void add(Happening.Billed billed, long epochMillis) {
    Subject subject = billed.subject();
    long price = billed.priceCpmMicros() > 0 ? billed.priceCpmMicros() : subject.bidCpmMicros();
    campaign(subject.campaignId()).add(price, subject.currency(), epochMillis);
    String group = groupByCampaign.get(subject.campaignId());
    if (group != null) {
      group(group).add(price, subject.currency(), epochMillis);
    }
    if (billed.bidEpochMillis() > 0) {
      lateness.add(epochMillis - billed.bidEpochMillis(), epochMillis);
    }
  }

  private synchronized void on(Happening.Control control) {
    if (control.action().equals(GROUP) && control.target().startsWith(CAMPAIGN)) {
      String campaign = control.target().substring(CAMPAIGN.length());
      if (control.value().isEmpty()) {
        groupByCampaign.remove(campaign);
      } else {
        groupByCampaign.put(campaign, control.value());
      }
    }
  }

  @Override
  public synchronized void writeTo(DataOutputStream out) throws IOException {
    write(campaigns, out);
    write(groups, out);
    out.writeInt(groupByCampaign.size());
    for (Map.Entry<String, String> entry : groupByCampaign.entrySet()) {
      out.writeUTF(entry.getKey());
      out.writeUTF(entry.getValue());
    }
    lateness.writeTo(out);
  }

  private static void write(Map<String, Spent> all, DataOutputStream out) throws IOException {
    out.writeInt((int) all.values().stream().filter(spent -> !spent.isNothing()).count());
    for (Map.Entry<String, Spent> entry : all.entrySet()) {
      if (entry.getValue().isNothing()) {
        continue;
      }
      out.writeUTF(entry.getKey());
      out.writeByte(entry.getValue().byCurrency.size());
      for (Sums sums : entry.getValue().byCurrency) {
        sums.writeTo(out);
      }
    }
  }

  @Override
  public synchronized void readFrom(DataInputStream in) throws IOException {
    clear();
    read(campaigns, in);
    read(groups, in);
    for (int left = in.readInt(); left > 0; left--) {
      groupByCampaign.put(in.readUTF(), in.readUTF());
    }
    lateness.readFrom(in);
  }

  private static void read(Map<String, Spent> all, DataInputStream in) throws IOException {
    for (int left = in.readInt(); left > 0; left--) {
      Spent spent = all.computeIfAbsent(in.readUTF(), _ -> new Spent());
      for (int currencies = in.readUnsignedByte(); currencies > 0; currencies--) {
        spent.byCurrency.add(Sums.readFrom(in));
      }
    }
  }

  @Override
  public synchronized void clear() {
    campaigns.values().forEach(spent -> spent.byCurrency.clear());
    groups.values().forEach(spent -> spent.byCurrency.clear());
    groupByCampaign.clear();
    lateness.clear();
  }
}
