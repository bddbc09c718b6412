package io.bidder.bidder.openrtb;

import io.bidder.bidder.json.Memory;
import io.bidder.bidder.json.Text;

/** Regulations (3.2.3). Reused: see {@link BidRequest}. */
public final class Regs {

  public boolean coppa;

  /** 2.5: {@code regs.ext.gdpr}. */
  public int gdpr = BidRequest.NONE;

  public final Text usPrivacy;
  public final Text gpp;
  public final IntList gppSid;

  Regs(Memory memory) {
    usPrivacy = new Text(memory);
    gpp = new Text(memory);
    gppSid = new IntList(memory, BidRequest.MAX_CODES);
  }

  /** As if nothing had been read. */
  public void clear() {
    coppa = false;
    gdpr = BidRequest.NONE;
    usPrivacy.clear();
    gpp.clear();
    gppSid.clear();
  }
}
