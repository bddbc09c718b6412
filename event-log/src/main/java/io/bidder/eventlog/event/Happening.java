package io.bidder.eventlog.event;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happened, of one of the kinds of event.proto, which says what their parts mean. */
public sealed interface Happening {
  /** The kind's name, in lower case. */
  String kind();

  /** The kinds that are of a bid. */
  sealed interface OfBid extends Happening {
    Subject subject();
  }

  /** What a version that bids nothing predicts of a bid's ad. */
  record Shadow(String modelVersion, float pCtr, float pCvr, float pCtcvr) {}

  /**
   * A bid with everything that was known when it was made.
   *
   * @param shadow null where no version was tried as one
   */
  record Bid(
      Subject subject,
      String requestId,
      String impId,
      String dealId,
      String seat,
      int auctionType,
      int consentBasis,
      float pCtr,
      float pCvr,
      float pCtcvr,
      long valueCpmMicros,
      long pacedCpmMicros,
      long shadedCpmMicros,
      long floorCpmMicros,
      float propensity,
      int utcOffsetMinutes,
      List<Value> values,
      @Nullable Shadow shadow)
      implements OfBid {
    public Bid {
      values = List.copyOf(values);
    }

    /** A bid beside which no version was tried. */
    public Bid(
        Subject subject,
        String requestId,
        String impId,
        String dealId,
        String seat,
        int auctionType,
        int consentBasis,
        float pCtr,
        float pCvr,
        float pCtcvr,
        long valueCpmMicros,
        long pacedCpmMicros,
        long shadedCpmMicros,
        long floorCpmMicros,
        float propensity,
        int utcOffsetMinutes,
        List<Value> values) {
      this(
          subject,
          requestId,
          impId,
          dealId,
          seat,
          auctionType,
          consentBasis,
          pCtr,
          pCvr,
          pCtcvr,
          valueCpmMicros,
          pacedCpmMicros,
          shadedCpmMicros,
          floorCpmMicros,
          propensity,
          utcOffsetMinutes,
          values,
          null);
    }

    @Override
    public String kind() {
      return "bid";
    }
  }

  /** The exchange says that the bid won; {@code priceCpmMicros} is at most the bid. */
  record Win(Subject subject, long priceCpmMicros, long claimedCpmMicros, long minToWinCpmMicros)
      implements OfBid {
    /** A win of which the least bid that had been enough is not told. */
    public Win(Subject subject, long priceCpmMicros, long claimedCpmMicros) {
      this(subject, priceCpmMicros, claimedCpmMicros, 0);
    }

    @Override
    public String kind() {
      return "win";
    }
  }

  /**
   * The exchange says that the impression is paid for; as {@link Win}.
   *
   * @param bidEpochMillis when the bid was made; 0 where it is not known
   */
  record Billed(Subject subject, long priceCpmMicros, long claimedCpmMicros, long bidEpochMillis)
      implements OfBid {
    /** A bill of which it is not known when the bid was made. */
    public Billed(Subject subject, long priceCpmMicros, long claimedCpmMicros) {
      this(subject, priceCpmMicros, claimedCpmMicros, 0);
    }

    @Override
    public String kind() {
      return "billed";
    }
  }

  /** The bid lost. */
  record Loss(Subject subject, int reason, long minToWinCpmMicros, long priceCpmMicros)
      implements OfBid {
    /** A loss of which the winner's price is not told. */
    public Loss(Subject subject, int reason, long minToWinCpmMicros) {
      this(subject, reason, minToWinCpmMicros, 0);
    }

    @Override
    public String kind() {
      return "loss";
    }
  }

  /** The ad was shown. */
  record Impression(Subject subject) implements OfBid {
    @Override
    public String kind() {
      return "impression";
    }
  }

  /** The ad was clicked. */
  record Click(Subject subject) implements OfBid {
    @Override
    public String kind() {
      return "click";
    }
  }

  /**
   * An order.
   *
   * @param bidEpochMillis when the bid was made that it came of; 0 where it is not known
   */
  record Conversion(
      Subject subject,
      String orderId,
      long valueMicros,
      String currency,
      boolean byClick,
      long bidEpochMillis)
      implements OfBid {
    /** An order of which it is not known when the bid was made. */
    public Conversion(
        Subject subject, String orderId, long valueMicros, String currency, boolean byClick) {
      this(subject, orderId, valueMicros, currency, byClick, 0);
    }

    @Override
    public String kind() {
      return "conversion";
    }
  }

  /** An order that was taken back. */
  record Refund(Subject subject, String orderId, long valueMicros, String currency)
      implements OfBid {
    @Override
    public String kind() {
      return "refund";
    }
  }

  /** A sampled bid request as it came; {@code body} from its position to its limit. */
  record Request(String exchange, ByteBuffer body, String reason) implements Happening {
    @Override
    public String kind() {
      return "request";
    }
  }

  /** Somebody changed what the server does. */
  record Control(String action, String target, String value, String actor) implements Happening {
    @Override
    public String kind() {
      return "control";
    }
  }
}
