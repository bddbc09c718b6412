package io.bidder.bidder.response;

/** What macros stand for in one bid. */
interface MacroValues {
  /** Empty if there is none. */
  CharSequence value(Macro macro);
}
