package io.bidder.bidder.response;

import io.bidder.bidder.campaign.Macro;

/** The values of macros in one bid. */
interface MacroValues {
  /** The macro's value; empty if there is none. */
  CharSequence value(Macro macro);
}
