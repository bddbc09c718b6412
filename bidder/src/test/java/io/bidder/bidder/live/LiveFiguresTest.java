package io.bidder.bidder.live;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bidder.bidder.metrics.LiveMetrics;
import io.bidder.eventlog.event.BidId;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.event.Subject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LiveFiguresTest {
  private static final long NOON = 1_764_590_400_000L;
  private static final long HOUR = 3_600_000;

  private int leftOut;
  private LiveFigures figures = new LiveFigures(() -> leftOut++);

  @Test
  void figuresShouldBeThoseOfTheLastHoursOfTheLog() throws IOException {
    shown("a", NOON, 0.5f, 0.25f);
    clicked("a", NOON + 1);
    shown("a", NOON + HOUR, 0.25f, 0.125f);
    ordered("a", NOON + 2 * HOUR);
    assertEquals(new CampaignFigures(2, 0.75, 1, 0.375, 1), figures.of("a"));
    assertEquals(CampaignFigures.NONE, figures.of("b"));

    restart();
    shown("b", NOON + LiveFigures.WINDOW_HOURS * HOUR, 0.5f, 0);
    assertEquals(new CampaignFigures(1, 0.25, 0, 0.125, 1), figures.of("a"));
    shown("b", NOON + 30 * HOUR, 0.5f, 0);
    assertEquals(CampaignFigures.NONE, figures.of("a"));
    // A clock that was set back.
    shown("b", NOON, 0.5f, 0);
    assertEquals(new CampaignFigures(1, 0.5, 0, 0, 0), figures.of("b"));
  }

  @Test
  void largestShouldTellTheRestTogether() {
    for (String campaign : List.of("a", "b", "b", "c", "c", "c")) {
      shown(campaign, NOON, 0.5f, 0);
    }
    clicked("a", NOON);
    CampaignFigures others = new CampaignFigures(3, 1.5, 1, 0, 0);
    assertEquals(
        Map.of("c", new CampaignFigures(3, 1.5, 0, 0, 0), LiveMetrics.OTHERS, others),
        figures.largest(1));
    assertEquals(
        List.of("c", "b", "a", LiveMetrics.OTHERS), List.copyOf(figures.largest(3).keySet()));
  }

  @Test
  void campaignsShouldBeLeftOutWhenThereAreTooManyInTheWindow() {
    for (int i = 0; i < 20_010; i++) {
      shown("c" + i, NOON, 0.5f, 0);
    }
    assertEquals(10, leftOut);
    shown("later", NOON + 7 * HOUR, 0.5f, 0);
    assertEquals(1, figures.of("later").impressions());
  }

  private void restart() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    figures.writeTo(new DataOutputStream(bytes));
    figures = new LiveFigures(() -> leftOut++);
    figures.readFrom(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
  }

  private void shown(String campaign, long atMillis, float pCtr, float pCtcvr) {
    on(atMillis, new Happening.Impression(subject(campaign, pCtr, pCtcvr)));
  }

  private void clicked(String campaign, long atMillis) {
    on(atMillis, new Happening.Click(subject(campaign, 0.5f, 0.25f)));
  }

  private void ordered(String campaign, long atMillis) {
    on(atMillis, new Happening.Conversion(subject(campaign, 0.5f, 0.25f), "o", 1, "USD", true));
  }

  private void on(long atMillis, Happening happening) {
    figures.on(new Event(new BidId(1, 2), 0, atMillis, happening), 0);
  }

  private static Subject subject(String campaign, float pCtr, float pCtcvr) {
    return new Subject("default", "acme", campaign, "cr", 1, "USD", "v", "", pCtr, pCtcvr);
  }
}
