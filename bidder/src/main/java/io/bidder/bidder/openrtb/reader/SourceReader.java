package io.bidder.bidder.openrtb.reader;

import io.bidder.bidder.json.Text;
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
        case "coppa" -> into.coppa = fields.signal() == 1;
        case "gdpr" -> into.gdpr = Fields.stricter(into.gdpr, fields.signal());
        case "gpc" -> into.gpc |= fields.signal() == 1;
        case "us_privacy" -> fields.signalText(into.usPrivacy);
        case "gpp" -> fields.signalText(into.gpp);
        case "gpp_sid" -> fields.moreCodes(into.gppSid);
        case "dsa" -> transparency(into);
        case "ext" -> regsExtension(into);
        default -> fields.unknown();
      }
    }
    moveIfEmpty(into.usPrivacyInExt, into.usPrivacy);
    moveIfEmpty(into.gppInExt, into.gpp);
  }

  /** Has a text that is at its 2.5 place only where 2.6 has it. */
  static void moveIfEmpty(Text older, Text newer) {
    if (newer.isEmpty()) {
      newer.set(older);
      older.clear();
    }
  }

  /** Reads the 2.5 positions of fields that 2.6 has in {@code regs}: both count. */
  private void regsExtension(Regs into) {
    if (!fields.enterObject()) {
      return;
    }
    for (String name = fields.nextField(); name != null; name = fields.nextField()) {
      switch (name) {
        case "gdpr" -> into.gdpr = Fields.stricter(into.gdpr, fields.signal());
        case "gpc" -> into.gpc |= fields.signal() == 1;
        case "us_privacy" -> fields.signalText(into.usPrivacyInExt);
        case "gpp" -> fields.signalText(into.gppInExt);
        case "gpp_sid" -> fields.moreCodes(into.gppSid);
        case "dsa" -> transparency(into);
        default -> fields.unknown();
      }
    }
  }

  /** What the Digital Services Act asks for; a demand that is not understood is one. */
  private void transparency(Regs into) {
    if (!fields.enterObject()) {
      return;
    }
    for (String name = fields.nextField(); name != null; name = fields.nextField()) {
      switch (name) {
        case "dsarequired" ->
            into.dsaRequired =
                Fields.stricter(into.dsaRequired, fields.signalCode(Integer.MAX_VALUE));
        case "pubrender" -> into.dsaPublisherRenders = fields.count();
        case "datatopub" -> into.dsaDataToPublisher = fields.count();
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
