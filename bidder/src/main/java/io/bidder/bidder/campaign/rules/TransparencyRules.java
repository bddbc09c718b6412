package io.bidder.bidder.campaign.rules;

import io.bidder.bidder.campaign.Advertiser;
import io.bidder.bidder.campaign.Transparency;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.Regs;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks bids to tell for the Digital Services Act, held against what an advertiser
 * has to tell. Allocates nothing.
 */
public final class TransparencyRules {
  private static final int SUPPORTED = 1;
  private static final int REQUIRED = 2;
  private static final int PUBLISHER_CANNOT_RENDER = 0;
  private static final int PUBLISHER_RENDERS = 2;
  private static final int NO_PARTIES = 0;

  private TransparencyRules() {}

  /** Tells whether an advertiser's ads may bid. */
  public static boolean allows(Regs regs, Advertiser advertiser) {
    return regs.dsaRequired == BidRequest.NONE
        || regs.dsaRequired < REQUIRED
        || isAccepted(regs, advertiser.transparency());
  }

  /** Tells whether an advertiser's bids carry what it has to tell. */
  public static boolean isCarried(Regs regs, Advertiser advertiser) {
    return regs.dsaRequired != BidRequest.NONE
        && regs.dsaRequired >= SUPPORTED
        && isAccepted(regs, advertiser.transparency());
  }

  /** Tells whether it is carried without who chose to whom ads are shown. */
  public static boolean isWithoutParties(Regs regs) {
    return regs.dsaDataToPublisher == NO_PARTIES;
  }

  /** Someone has to show it, and not both. */
  private static boolean isAccepted(Regs regs, @Nullable Transparency told) {
    if (told == null) {
      return false;
    }
    return switch (regs.dsaPublisherRenders) {
      case PUBLISHER_CANNOT_RENDER -> told.adRenders();
      case PUBLISHER_RENDERS -> !told.adRenders();
      default -> true;
    };
  }
}
