package io.bidder.bidder.openrtb;

import org.jspecify.annotations.Nullable;

/**
 * Reads site, app, screen, regulations and source (OpenRTB 2.6, 3.2.2, 3.2.3, 3.2.13 to 3.2.17).
 */
final class ContextReader {
  private final Fields fields;
  private final ExtraReader extras;

  ContextReader(Fields fields, ExtraReader extras) {
    this.fields = fields;
    this.extras = extras;
  }

  void inventory(Inventory into, ExtraPaths.@Nullable Node node, ExtraValues extra) {
    into.clear();
    for (String name = fields.nextField(); name != null; name = fields.nextField()) {
      switch (name) {
        case "id" -> fields.text(into.id);
        case "name" -> fields.text(into.name);
        case "domain" -> fields.lowerCase(into.domain);
        case "bundle" -> fields.text(into.bundle);
        case "storeurl" -> fields.text(into.storeurl);
        case "page" -> fields.text(into.page);
        case "ref" -> fields.text(into.ref);
        case "search" -> fields.text(into.search);
        case "keywords", "kwarray" -> fields.joined(into.keywords);
        case "cat" -> fields.texts(into.cat, false);
        case "sectioncat" -> fields.texts(into.sectioncat, false);
        case "pagecat" -> fields.texts(into.pagecat, false);
        case "mobile" -> into.mobile = fields.flag();
        case "publisher" -> publisher(into, ExtraReader.child(node, name), extra);
        case "content" -> content(into.content, ExtraReader.child(node, name), extra);
        default -> extras.field(node, name, extra);
      }
    }
  }

  private void publisher(Inventory into, ExtraPaths.@Nullable Node node, ExtraValues extra) {
    if (!fields.isObject()) {
      return;
    }
    for (String name = fields.nextField(); name != null; name = fields.nextField()) {
      switch (name) {
        case "id" -> fields.text(into.publisherId);
        case "name" -> fields.text(into.publisherName);
        case "domain" -> fields.lowerCase(into.publisherDomain);
        default -> extras.field(node, name, extra);
      }
    }
  }

  private void content(Content into, ExtraPaths.@Nullable Node node, ExtraValues extra) {
    if (!fields.isObject()) {
      return;
    }
    for (String name = fields.nextField(); name != null; name = fields.nextField()) {
      switch (name) {
        case "id" -> fields.text(into.id);
        case "title" -> fields.text(into.title);
        case "series" -> fields.text(into.series);
        case "genre" -> fields.text(into.genre);
        case "language" -> fields.lowerCase(into.language);
        case "contentrating" -> fields.text(into.contentrating);
        case "keywords", "kwarray" -> fields.joined(into.keywords);
        case "cat" -> fields.texts(into.cat, false);
        case "livestream" -> into.livestream = fields.integer();
        case "len" -> into.len = fields.integer();
        default -> extras.field(node, name, extra);
      }
    }
  }

  void regs(Regs into, ExtraPaths.@Nullable Node node, ExtraValues extra) {
    into.clear();
    for (String name = fields.nextField(); name != null; name = fields.nextField()) {
      switch (name) {
        case "coppa" -> into.coppa = fields.flag();
        case "ext" -> {
          if (fields.isObject()) {
            ExtraPaths.Node below = ExtraReader.child(node, name);
            for (String inner = fields.nextField(); inner != null; inner = fields.nextField()) {
              regulation(inner, into, below, extra);
            }
          }
        }
        default -> regulation(name, into, node, extra);
      }
    }
  }

  /** A field that OpenRTB 2.5 had in {@code ext}. */
  private void regulation(
      String name, Regs into, ExtraPaths.@Nullable Node node, ExtraValues extra) {
    switch (name) {
      case "gdpr" -> into.gdpr = fields.integer();
      case "us_privacy" -> fields.text(into.usPrivacy);
      case "gpp" -> fields.text(into.gpp);
      case "gpp_sid" -> fields.integers(into.gppSid);
      default -> extras.field(node, name, extra);
    }
  }

  void source(Source into, ExtraPaths.@Nullable Node node, ExtraValues extra) {
    into.clear();
    for (String name = fields.nextField(); name != null; name = fields.nextField()) {
      switch (name) {
        case "tid" -> fields.text(into.tid);
        case "fd" -> into.fd = fields.integer();
        case "pchain" -> fields.text(into.pchain);
        case "schain" -> supplyChain(into);
        case "ext" -> {
          if (fields.isObject()) {
            ExtraPaths.Node below = ExtraReader.child(node, name);
            for (String inner = fields.nextField(); inner != null; inner = fields.nextField()) {
              if (inner.equals("schain") && into.schainNodes.isEmpty()) {
                supplyChain(into);
              } else {
                extras.field(below, inner, extra);
              }
            }
          }
        }
        default -> extras.field(node, name, extra);
      }
    }
  }

  private void supplyChain(Source into) {
    if (!fields.isObject()) {
      return;
    }
    for (String name = fields.nextField(); name != null; name = fields.nextField()) {
      switch (name) {
        case "complete" -> into.schainComplete = fields.integer();
        case "nodes" -> nodes(into);
        default -> fields.skip();
      }
    }
  }

  private void nodes(Source into) {
    into.schainNodes.clear();
    if (!fields.isArray()) {
      return;
    }
    while (fields.nextElement()) {
      if (into.schainNodes.isFull()) {
        fields.leaveOut();
      } else if (fields.isObject()) {
        SupplyNode node = into.schainNodes.add();
        node.clear();
        for (String name = fields.nextField(); name != null; name = fields.nextField()) {
          switch (name) {
            case "asi" -> fields.text(node.asi);
            case "sid" -> fields.text(node.sid);
            case "hp" -> node.hp = fields.integer();
            default -> fields.skip();
          }
        }
      }
    }
  }
}
