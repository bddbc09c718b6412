package io.bidder.trainer.learn;

import io.bidder.modelstore.schema.Head;

/** What may come of an impression, and the head that predicts it. */
enum Target {
  CLICK(Head.CTR, "clicks"),
  CONVERSION(Head.CTCVR, "conversions");

  final Head head;
  final String plural;

  Target(Head head, String plural) {
    this.head = head;
    this.plural = plural;
  }
}
