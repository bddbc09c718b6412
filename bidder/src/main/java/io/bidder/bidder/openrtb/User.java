package io.bidder.bidder.openrtb;

import io.bidder.bidder.json.Memory;
import io.bidder.bidder.json.Text;

/** The person (3.2.20). Reused: see {@link BidRequest}. */
public final class User {
  public static final int MAX_EIDS = 32;

  public final Text id;
  public final Text buyeruid;

  /** Year of birth. */
  public int yob = BidRequest.NONE;

  public final Text gender;

  /** Comma-separated; {@code kwarray} joined. */
  public final Text keywords;

  public final Text consent;

  /**
   * 2.5's {@code user.ext.consent} of a request that has {@link #consent} at its 2.6 place, too.
   */
  public final Text consentInExt;

  public final Text customdata;

  /** Ids, or names where there is no id, of all {@code data.segment}. */
  public final TextList segments;

  public final ReusedList<Eid> eids;
  public final Geo geo;

  User(Memory memory) {
    id = new Text(memory);
    buyeruid = new Text(memory);
    gender = new Text(memory);
    keywords = new Text(memory);
    consent = new Text(memory);
    consentInExt = new Text(memory);
    customdata = new Text(memory);
    segments = new TextList(memory, BidRequest.MAX_LIST);
    eids = new ReusedList<>(memory, Eid::new, MAX_EIDS);
    geo = new Geo(memory);
  }

  /** As if nothing had been read. */
  public void clear() {
    id.clear();
    buyeruid.clear();
    yob = BidRequest.NONE;
    gender.clear();
    keywords.clear();
    consent.clear();
    consentInExt.clear();
    customdata.clear();
    segments.clear();
    eids.clear();
    geo.clear();
  }
}
