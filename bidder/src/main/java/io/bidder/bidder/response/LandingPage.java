package io.bidder.bidder.response;

import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Creative;
import io.bidder.bidder.campaign.Macro;
import io.bidder.bidder.campaign.Markup;
import io.bidder.bidder.json.Utf8Buffer;
import io.bidder.bidder.notice.Token;
import org.jspecify.annotations.Nullable;

/** The page that a click on an ad goes to: what the catalogue says, and nothing of the request. */
public final class LandingPage {
  private LandingPage() {}

  /**
   * The page's URL for one click.
   *
   * @param clickId the token of the click, by which an order is told to come of it
   * @return null if the ad has no page
   */
  public static @Nullable String url(
      Campaign campaign, Creative creative, Token click, String clickId) {
    Markup landing = creative.landing();
    if (landing == null) {
      return null;
    }
    Utf8Buffer out = new Utf8Buffer(256);
    new Template.Builder(Template.Place.NOTICE, campaign, creative, true)
        .markup(landing)
        .build()
        .write(
            out,
            new MacroValues() {
              @Override
              public CharSequence value(Macro macro) {
                return macro == Macro.BIDDER_BID ? click.bidId().toString() : "";
              }

              @Override
              public void writeSigned(Macro macro, Utf8Buffer to) {
                to.percentEncoded(clickId);
              }
            });
    return out.toString();
  }
}
