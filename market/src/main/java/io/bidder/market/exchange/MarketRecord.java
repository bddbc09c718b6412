package io.bidder.market.exchange;

import io.bidder.market.world.Opportunity;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.List;

/**
 * What really happened, a CSV line an auction: what learning never sees. docs/reference/market.md
 * describes the columns. One thread's.
 */
public final class MarketRecord implements Closeable {
  private static final List<String> COLUMNS =
      List.of(
          "request",
          "imp",
          "time",
          "media",
          "app",
          "consent",
          "site",
          "user",
          "deal",
          "auction_type",
          "floor_cpm",
          "rivals_presence",
          "rivals_median_cpm",
          "rivals_shape",
          "rival_cpm",
          "best_value_cpm",
          "bid",
          "campaign",
          "creative",
          "true_pctr",
          "true_pcvr",
          "value_cpm",
          "bid_cpm",
          "won",
          "paid_cpm",
          "shown_after_ms",
          "viewable",
          "click_after_ms",
          "order_after_ms");
  private static final char SEPARATOR = ',';

  private final Writer out;
  private final StringBuilder line = new StringBuilder(256);

  /** A record that begins with its columns' names. */
  public MarketRecord(Writer out) throws IOException {
    this.out = out;
    out.write(String.join(",", COLUMNS) + "\n");
  }

  void add(Ask ask, Sale sale, People people) {
    Slot slot = sale.slot();
    Opportunity at = slot.opportunity();
    line.setLength(0);
    cell(ask.id()).cell(slot.impId()).cell(ask.timeMillis()).cell(slot.media());
    cell(ask.isApp() ? 1 : 0).cell(ask.consent()).cell(at.site().domain()).cell(at.user().index());
    cell(slot.deal()).cell(slot.firstPrice() ? 1 : 2).cell(slot.floorCpm());
    cell(sale.rivals().presence()).cell(sale.rivals().medianCpm()).cell(sale.rivals().shape());
    cell(sale.rivalCpm()).cell(sale.bestValueCpm());
    Sale.Bid bid = sale.bid();
    if (bid == null) {
      cell("").cell("").cell("").cell("").cell("").cell("").cell("");
    } else {
      Offer offer = bid.offer();
      cell(bid.id()).cell(offer.creative().campaign().id()).cell(offer.creative().id());
      cell(offer.click()).cell(offer.conversion()).cell(offer.valueCpm()).cell(bid.priceCpm());
    }
    boolean isShown = sale.ours().won() && people.isShown();
    boolean isClicked = isShown && bid != null && people.clicks(bid.offer());
    boolean isOrdered = isClicked && bid != null && people.orders(bid.offer());
    cell(sale.ours().won() ? 1 : 0).cell(sale.ours().paidCpm());
    cell(isShown ? people.shownAfterMillis() : "").cell(isShown && people.isViewable() ? 1 : 0);
    cell(isClicked ? people.clickAfterMillis() : "");
    cell(isOrdered ? people.orderAfterMillis() : "");
    line.setCharAt(line.length() - 1, '\n');
    try {
      out.append(line);
    } catch (IOException e) {
      throw new UncheckedIOException("the market's record cannot be written", e);
    }
  }

  private MarketRecord cell(Object value) {
    line.append(value).append(SEPARATOR);
    return this;
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
