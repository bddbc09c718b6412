package io.bidder.bidder.openrtb;

import io.bidder.bidder.json.Text;

/** Regulations (3.2.3). Reused: see {@link BidRequest}. */
public final class Regs {

  public boolean coppa;

  /** 2.5: {@code regs.ext.gdpr}. */
  public int gdpr = BidRequest.NONE;

  public final Text usPrivacy = new Text();
  public final Text gpp = new Text();
  public final IntList gppSid = new IntList(BidRequest.MAX_CODES);

  /** As if nothing had been read. */
  public void clear() {
    coppa = false;
    gdpr = BidRequest.NONE;
    usPrivacy.clear();
    gpp.clear();
    gppSid.clear();
  }
}
