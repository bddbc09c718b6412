package io.bidder.bidder.pacing;

import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Economics;
import io.bidder.bidder.campaign.Target;
import io.bidder.bidder.pricing.CurrencyRates;
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
import org.jspecify.annotations.Nullable;

/**
 * What was spent on campaigns, which orders were expected of it, and which came: the fold of the
 * log's bills, orders and refunds, of which half is forgotten in seven days. From it follows the
 * multiplier by which a campaign keeps to its {@link Target}. Thread-safe.
 */
public final class Earnings implements Fold {
  private final Map<String, Earned> campaigns = new HashMap<>();
  private Delays delays = new Delays();

  /**
   * The state of a campaign's target; null if it has none, its bids no value, or its currency no
   * rate.
   */
  public @Nullable TargetState state(Campaign campaign, CurrencyRates rates, long nowMillis) {
    Economics economics = campaign.economics();
    int currency = rates.numberOf(economics.currency());
    if (!campaign.target().isSet()
        || economics.eventValueMicros() <= 0
        || currency == CurrencyRates.NO_RATE) {
      return null;
    }
    synchronized (this) {
      Earned earned = campaigns.getOrDefault(campaign.id(), new Earned());
      boolean statesRate = economics.conversionRate() > 0;
      Faded expected = statesRate ? earned.clicks : earned.conversions;
      double perEvent = statesRate ? economics.conversionRate() : 1;
      double all = perEvent * expected.sum(nowMillis);
      double byNow = perEvent * Delays.come(expected, delays.shares(nowMillis), nowMillis);
      double doubted = (1 - delays.known(nowMillis)) * Math.max(0, all - byNow);
      return new TargetState(
          campaign.target(),
          economics,
          earned.micros(Earned.Amounts::spent, currency, rates, nowMillis),
          earned.micros(Earned.Amounts::bid, currency, rates, nowMillis),
          all,
          byNow,
          doubted,
          earned.orders.sum(nowMillis),
          earned.micros(Earned.Amounts::value, currency, rates, nowMillis));
    }
  }

  @Override
  public String name() {
    return "earnings";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public boolean wants(Kind kind) {
    return kind == Kind.BILLED || kind == Kind.CONVERSION || kind == Kind.REFUND;
  }

  @Override
  public synchronized void on(Event event, long position) {
    if (!(event.happening() instanceof Happening.OfBid of)) {
      return;
    }
    Subject subject = of.subject();
    long now = event.ingestEpochMillis();
    Earned earned = campaigns.computeIfAbsent(subject.campaignId(), _ -> new Earned());
    switch (of) {
      case Happening.Billed billed -> {
        long bid = subject.bidCpmMicros();
        long price = billed.priceCpmMicros() > 0 ? billed.priceCpmMicros() : bid;
        earned.billed(subject.pCtr(), subject.pCtcvr(), price, bid, subject.currency(), now);
        delays.impression(now);
      }
      case Happening.Conversion order -> {
        earned.orders.add(1, now);
        earned.brought(order.valueMicros(), order.currency(), now);
        if (order.bidEpochMillis() > 0) {
          delays.order(now - order.bidEpochMillis(), now);
        }
      }
      case Happening.Refund refund -> earned.brought(-refund.valueMicros(), refund.currency(), now);
      default -> {}
    }
  }

  @Override
  public synchronized void writeTo(DataOutputStream out) throws IOException {
    delays.writeTo(out);
    out.writeInt(campaigns.size());
    for (Map.Entry<String, Earned> entry : campaigns.entrySet()) {
      out.writeUTF(entry.getKey());
      entry.getValue().writeTo(out);
    }
  }

  @Override
  public synchronized void readFrom(DataInputStream in) throws IOException {
    clear();
    delays.readFrom(in);
    for (int left = in.readInt(); left > 0; left--) {
      campaigns.put(in.readUTF(), Earned.readFrom(in));
    }
  }

  @Override
  public synchronized void clear() {
    campaigns.clear();
    delays = new Delays();
  }
}
