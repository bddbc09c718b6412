package io.bidder.bidder.response;

import io.bidder.bidder.campaign.Macro;
import io.bidder.bidder.json.Utf8Buffer;

/** The values of macros in one bid. */
interface MacroValues {
  /** The macro's value; empty if there is none. */
  CharSequence value(Macro macro);

  /** Writes the value of a {@linkplain Macro#isSigned signed} macro. */
  void writeSigned(Macro macro, Utf8Buffer out);
}
