package io.bidder.market.exchange;

import java.util.List;

/**
 * A bid request before it is written.
 *
 * @param index number of the request in its market
 * @param timeMillis in market time
 * @param isApp whether the place is in an app rather than on a site
 * @param consent to what is done with personal data
 * @param zipped whether it is sent gzipped
 * @param blocked categories of advertisers that the publisher does not want, as {@code bcat}
 */
record Ask(
    long index,
    long timeMillis,
    List<Slot> slots,
    boolean isApp,
    Consent consent,
    boolean zipped,
    List<String> blocked) {
  /** What a person has agreed to, as the request tells it. */
  enum Consent {
    /** Nobody has to ask: no GDPR. */
    NOT_NEEDED,
    GIVEN,
    REFUSED
  }

  String id() {
    return "m" + index;
  }
}
