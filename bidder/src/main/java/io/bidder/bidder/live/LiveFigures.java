package io.bidder.bidder.live;

import io.bidder.bidder.metrics.LiveMetrics;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.event.Kind;
import io.bidder.eventlog.follow.Fold;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was predicted of each campaign's impressions and what came, over the last hours of the log.
 *
 * <p>Clicks and orders count when they come and not by when their ad was shown: those that are
 * outstanding of the window's impressions are made up for by those that come of impressions before
 * it. So predicted over actual is 1 for a campaign that is shown evenly and predicted right,
 * however late its orders are; it is too high while a campaign is being ramped up, and too low once
 * it is shown less.
 *
 * <p>Thread-safe.
 */
public final class LiveFigures implements Fold {
  /** Hours in the window. */
  public static final int WINDOW_HOURS = 6;

  /**
   * Beyond it, what is new of a campaign is not counted until another has nothing in the window.
   */
  private static final int MAX_CAMPAIGNS = 20_000;

  private final Map<String, Slots> campaigns = new HashMap<>();
  private final Runnable leftOut;
  private long lastSlot;

  /**
   * Figures of one log.
   *
   * @param leftOut is told of each event of a campaign that is one too many
   */
  public LiveFigures(Runnable leftOut) {
    this.leftOut = leftOut;
  }

  /** The figures of a campaign. */
  public synchronized CampaignFigures of(String campaign) {
    Slots slots = campaigns.get(campaign);
    return slots == null ? CampaignFigures.NONE : slots.upTo(lastSlot);
  }

  /**
   * The figures of the campaigns with the most impressions, those first, and of all others together
   * as {@link LiveMetrics#OTHERS}.
   */
  public synchronized Map<String, CampaignFigures> largest(int atMost) {
    Map<String, CampaignFigures> all = new HashMap<>();
    campaigns.forEach((campaign, slots) -> all.put(campaign, slots.upTo(lastSlot)));
    List<Map.Entry<String, CampaignFigures>> ordered =
        all.entrySet().stream()
            .sorted(
                Comparator.comparingLong(
                        (Map.Entry<String, CampaignFigures> each) -> -each.getValue().impressions())
                    .thenComparing(Map.Entry.comparingByKey()))
            .toList();
    Map<String, CampaignFigures> largest = new LinkedHashMap<>();
    CampaignFigures others = CampaignFigures.NONE;
    for (Map.Entry<String, CampaignFigures> each : ordered) {
      if (largest.size() < atMost) {
        largest.put(each.getKey(), each.getValue());
      } else {
        others = others.plus(each.getValue());
      }
    }
    largest.put(LiveMetrics.OTHERS, others);
    return largest;
  }

  @Override
  public String name() {
    return "live-figures";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public boolean wants(Kind kind) {
    return kind == Kind.IMPRESSION || kind == Kind.CLICK || kind == Kind.CONVERSION;
  }

  @Override
  public synchronized void on(Event event, long position) {
    if (event.happening() instanceof Happening.OfBid of) {
      long slot = Slots.number(event.ingestEpochMillis());
      if (slot > lastSlot) {
        lastSlot = slot;
        campaigns.values().removeIf(slots -> slots.isEmpty(slot));
      }
      Slots slots = slots(of.subject().campaignId());
      if (slots == null) {
        leftOut.run();
        return;
      }
      switch (of) {
        case Happening.Impression _ ->
            slots.impression(slot, of.subject().pCtr(), of.subject().pCtcvr());
        case Happening.Click _ -> slots.click(slot);
        default -> slots.order(slot);
      }
    }
  }

  private @Nullable Slots slots(String campaign) {
    Slots slots = campaigns.get(campaign);
    if (slots == null && campaigns.size() < MAX_CAMPAIGNS) {
      slots = new Slots();
      campaigns.put(campaign, slots);
    }
    return slots;
  }

  @Override
  public synchronized void writeTo(DataOutputStream out) throws IOException {
    out.writeLong(lastSlot);
    out.writeInt(campaigns.size());
    for (Map.Entry<String, Slots> each : campaigns.entrySet()) {
      out.writeUTF(each.getKey());
      each.getValue().writeTo(out);
    }
  }

  @Override
  public synchronized void readFrom(DataInputStream in) throws IOException {
    clear();
    lastSlot = in.readLong();
    int size = in.readInt();
    for (int i = 0; i < size; i++) {
      campaigns.put(in.readUTF(), Slots.readFrom(in));
    }
  }

  @Override
  public synchronized void clear() {
    campaigns.clear();
    lastSlot = 0;
  }
}
