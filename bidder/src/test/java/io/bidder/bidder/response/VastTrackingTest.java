package io.bidder.bidder.response;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bidder.bidder.campaign.Markup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trackers in documents, at the places that the schemas of their versions have for them. */
class VastTrackingTest {
  private static final String CLICK =
      "<ClickTracking><![CDATA[${BIDDER_CLICK_URL}]]></ClickTracking>";
  private static final String CLICKS = "<VideoClicks>" + CLICK + "</VideoClicks>";

  private static String added(String version, String linear) {
    String start = "<VAST version=\"" + version + "\"><Ad><InLine><Impression/><Creatives>";
    String all = VastTracking.added(Markup.of(start + linear + "</Creatives>")).toString();
    return all.substring(all.indexOf("<Creatives>") + 11, all.indexOf("</Creatives>"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.0", "3.0"})
  void clicksShouldComeBeforeTheMediaFilesUntilVersion4(String version) {
    String before = "<Linear><Duration>00:00:15</Duration><TrackingEvents/><AdParameters/>";
    String after = "<MediaFiles><MediaFile/></MediaFiles></Linear>";
    assertEquals(before + CLICKS + after, added(version, before + after));
    assertEquals(
        "<Linear><TrackingEvents/>" + CLICKS + "</Linear>",
        added(version, "<Linear><TrackingEvents/></Linear>"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"4.0", "4.1", "4.2", "4.3"})
  void clicksShouldComeLastSinceVersion4(String version) {
    String spot =
        "<Linear skipoffset='5%'><Duration>00:00:15</Duration>"
            + "<MediaFiles><MediaFile/></MediaFiles>";
    assertEquals(spot + CLICKS + "</Linear>", added(version, spot + "</Linear>"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.0", "3.0", "4.2"})
  void clicksShouldBeAddedToWhatIsEmpty(String version) {
    assertEquals("<Linear>" + CLICKS + "</Linear>", added(version, "<Linear/>"));
    assertEquals(
        "<Linear a=\"/>\" >" + CLICKS + "</Linear>", added(version, "<Linear a=\"/>\" />"));
    assertEquals(
        "<Linear>" + CLICKS + "</Linear>", added(version, "<Linear><VideoClicks /></Linear>"));
    assertEquals(
        "<Linear>" + CLICKS + "</Linear>",
        added(version, "<Linear><VideoClicks></VideoClicks></Linear>"));
  }

  @Test
  void eachSpotShouldHaveItsOwnClicks() {
    String media = "<MediaFiles/>";
    String through = "<ClickThrough>https://shop.example</ClickThrough>";
    assertEquals(
        "<Linear>"
            + CLICKS
            + media
            + "</Linear><Linear><VideoClicks>"
            + through
            + CLICK
            + "</VideoClicks>"
            + media
            + "</Linear><Linear>"
            + CLICKS
            + "</Linear>",
        added(
            "3.0",
            "<Linear>"
                + media
                + "</Linear><Linear><VideoClicks>"
                + through
                + "</VideoClicks>"
                + media
                + "</Linear><Linear></Linear>"));
  }

  @Test
  void whatIsNoElementShouldStayAsItIs() {
    String text = "<!-- <Linear/> --><AdParameters><![CDATA[<Linear></Linear>]]></AdParameters>";
    assertEquals(text, added("4.2", text));
  }
}
