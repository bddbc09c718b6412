package io.bidder.bidder.campaign.targeting;

import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.modelstore.schema.LocalTime;

/** A request as targeting sees it: what it says, who sent it and when. One thread's, reused. */
public final class TargetedRequest {
  private static final long MILLIS_PER_DAY = 86_400_000;

  private BidRequest request = new BidRequest();
  private String exchange = "";
  private long epochMillis;

  /**
   * Sees another request.
   *
   * @param from the label of the exchange that sent it
   */
  public void set(BidRequest newRequest, String from, long nowMillis) {
    request = newRequest;
    exchange = from;
    epochMillis = nowMillis;
  }

  BidRequest request() {
    return request;
  }

  String exchange() {
    return exchange;
  }

  /** The user's hour of the week, 0 (Monday 00:00) to 167. */
  int hourOfWeek() {
    return LocalTime.hourOfWeek(epochMillis, request.utcOffsetMinutes());
  }

  /** The user's age by year of birth; {@link BidRequest#NONE} if that is not known. */
  int age() {
    return request.user.yob == BidRequest.NONE
        ? BidRequest.NONE
        : yearOf(epochMillis) - request.user.yob;
  }

  /** The year of an instant, in UTC. Without objects, unlike java.time. */
  static int yearOf(long epochMillis) {
    // Days from 1 March of year 0 in eras of 400 years:
    // http://howardhinnant.github.io/date_algorithms.html
    long days = Math.floorDiv(epochMillis, MILLIS_PER_DAY) + 719_468;
    long era = Math.floorDiv(days, 146_097);
    long dayOfEra = days - era * 146_097;
    long yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
    long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    // January and February, from day 306 on, belong to the next year.
    return (int) (yearOfEra + era * 400 + (dayOfYear >= 306 ? 1 : 0));
  }
}
