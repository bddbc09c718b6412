package io.bidder.bidder.openrtb.reader;

import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.Regs;
import io.bidder.bidder.openrtb.ReusedList;
import io.bidder.bidder.openrtb.Source;
import io.bidder.bidder.openrtb.SupplyNode;

/** Reads regulations and source (OpenRTB 2.6, 3.2.2, 3.2.3, 3.2.25 and 3.2.26). */
final class SourceReader {
  private final Fields fields;

  SourceReader(Fields fields) {
    this.fields = fields;
  }

  void regs(Regs into) {
    into.clear();
    if (!fields.enterObject()) {
      return;
    }
    for (String name = fields.nextField(); name != null; name = fields.nextField()) {
      switch (name) {
        case "coppa" -> into.coppa = fields.flag();
        case "gdpr" -> into.gdpr = fields.bit();
        case "us_privacy" -> fields.text(into.usPrivacy);
        case "gpp" -> fields.text(into.gpp);
        case "gpp_sid" -> fields.codes(into.gppSid);
        case "ext" -> regsExtension(into);
        default -> fields.unknown();
      }
    }
  }

  /**
   * Reads the 2.5 positions of fields that 2.6 has in {@code regs}, which counts if both are there.
   */
  private void regsExtension(Regs into) {
    if (!fields.enterObject()) {
      return;
    }
    for (String name = fields.nextField(); name != null; name = fields.nextField()) {
      switch (name) {
        case "gdpr" -> {
          int gdpr = fields.bit();
          into.gdpr = into.gdpr == BidRequest.NONE ? gdpr : into.gdpr;
        }
        case "us_privacy" -> fields.textIfEmpty(into.usPrivacy);
        case "gpp" -> fields.textIfEmpty(into.gpp);
        case "gpp_sid" -> {
          if (into.gppSid.isEmpty()) {
            fields.codes(into.gppSid);
          } else {
            fields.skip();
          }
        }
        default -> fields.unknown();
      }
    }
  }

  void source(Source into) {
    into.clear();
    if (!fields.enterObject()) {
      return;
    }
    for (String name = fields.nextField(); name != null; name = fields.nextField()) {
      switch (name) {
        case "tid" -> fields.text(into.tid);
        case "fd" -> into.fd = fields.bit();
        case "pchain" -> fields.text(into.pchain);
        case "schain" -> supplyChain(into);
        case "ext" -> sourceExtension(into);
        default -> fields.unknown();
      }
    }
  }

  private void sourceExtension(Source into) {
    if (!fields.enterObject()) {
      return;
    }
    for (String name = fields.nextField(); name != null; name = fields.nextField()) {
      if (!name.equals("schain")) {
        fields.unknown();
      } else if (into.schainNodes.isEmpty()) {
        supplyChain(into);
      } else {
        fields.skip();
      }
    }
  }

  private void supplyChain(Source into) {
    into.schainComplete = BidRequest.NONE;
    into.schainNodes.clear();
    if (!fields.enterObject()) {
      return;
    }
    for (String name = fields.nextField(); name != null; name = fields.nextField()) {
      switch (name) {
        case "complete" -> into.schainComplete = fields.bit();
        case "nodes" -> supplyNodes(into.schainNodes);
        default -> fields.unknown();
      }
    }
  }

  private void supplyNodes(ReusedList<SupplyNode> into) {
    into.clear();
    if (!fields.enterArray()) {
      return;
    }
    while (fields.nextElement(into.isFull())) {
      if (fields.enterObject()) {
        supplyNode(into.add());
      }
    }
  }

  private void supplyNode(SupplyNode into) {
    into.clear();
    for (String name = fields.nextField(); name != null; name = fields.nextField()) {
      switch (name) {
        case "asi" -> fields.text(into.asi);
        case "sid" -> fields.text(into.sid);
        case "hp" -> into.hp = fields.bit();
        default -> fields.unknown();
      }
    }
  }
}
