package io.bidder.bidder.openrtb;

import io.bidder.bidder.json.Text;

/** The person (3.2.20). Reused: see {@link BidRequest}. */
public final class User {
  public static final int MAX_EIDS = 32;

  public final Text id = new Text();
  public final Text buyeruid = new Text();

  /** Year of birth. */
  public int yob = BidRequest.NONE;

  public final Text gender = new Text();

  /** Comma-separated; {@code kwarray} joined. */
  public final Text keywords = new Text();

  /** 2.5: {@code user.ext.consent}. */
  public final Text consent = new Text();

  public final Text customdata = new Text();

  /** Ids, or names where there is no id, of all {@code data.segment}. */
  public final TextList segments = new TextList(BidRequest.MAX_LIST);

  public final ReusedList<Eid> eids = new ReusedList<>(Eid::new, MAX_EIDS);
  public final Geo geo = new Geo();

  /** As if nothing had been read. */
  public void clear() {
    id.clear();
    buyeruid.clear();
    yob = BidRequest.NONE;
    gender.clear();
    keywords.clear();
    consent.clear();
    customdata.clear();
    segments.clear();
    eids.clear();
    geo.clear();
  }
}
