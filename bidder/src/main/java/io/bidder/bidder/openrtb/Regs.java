package io.bidder.bidder.openrtb;

import io.bidder.bidder.json.Memory;
import io.bidder.bidder.json.Text;

/** Regulations (3.2.3). Reused: see {@link BidRequest}. */
public final class Regs {

  /** A text that stands for a signal of a wrong type, or one that is too long to be read. */
  public static final String NOT_UNDERSTOOD = "?";

  public boolean coppa;

  /** 1 where {@code regs.gdpr} or 2.5's {@code regs.ext.gdpr} says so. */
  public int gdpr = BidRequest.NONE;

  /** Global privacy control, {@code regs.gpc} or {@code regs.ext.gpc}. */
  public boolean gpc;

  /** {@code regs.ext.dsa.dsarequired} or {@code regs.dsa.dsarequired}, the higher one. */
  public int dsaRequired = BidRequest.NONE;

  /** {@code pubrender} of the same. */
  public int dsaPublisherRenders = BidRequest.NONE;

  /** {@code datatopub} of the same. */
  public int dsaDataToPublisher = BidRequest.NONE;

  public final Text usPrivacy;
  public final Text gpp;

  /** {@code regs.ext.us_privacy} of a request that has {@link #usPrivacy} at its 2.6 place, too. */
  public final Text usPrivacyInExt;

  /** {@code regs.ext.gpp} of a request that has {@link #gpp} at its 2.6 place, too. */
  public final Text gppInExt;

  /** Of both places. */
  public final IntList gppSid;

  Regs(Memory memory) {
    usPrivacy = new Text(memory);
    gpp = new Text(memory);
    usPrivacyInExt = new Text(memory);
    gppInExt = new Text(memory);
    gppSid = new IntList(memory, BidRequest.MAX_CODES);
  }

  /** As if nothing had been read. */
  public void clear() {
    coppa = false;
    gdpr = BidRequest.NONE;
    gpc = false;
    dsaRequired = BidRequest.NONE;
    dsaPublisherRenders = BidRequest.NONE;
    dsaDataToPublisher = BidRequest.NONE;
    usPrivacy.clear();
    gpp.clear();
    usPrivacyInExt.clear();
    gppInExt.clear();
    gppSid.clear();
  }
}
