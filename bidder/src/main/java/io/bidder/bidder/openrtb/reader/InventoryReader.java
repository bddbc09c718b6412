package io.bidder.bidder.openrtb.reader;

import io.bidder.bidder.names.Bundles;
import io.bidder.bidder.names.Hosts;
import io.bidder.bidder.openrtb.Content;
import io.bidder.bidder.openrtb.Inventory;

/** Reads site, app and out-of-home screen (OpenRTB 2.6, 3.2.13 to 3.2.16 and 3.2.24). */
final class InventoryReader {
  private final Fields fields;
  private final Hosts hosts = new Hosts();
  private final Bundles bundles = new Bundles();

  InventoryReader(Fields fields) {
    this.fields = fields;
  }

  /** Reads an object that was entered; false if it is an empty one. */
  boolean inventory(Inventory into) {
    into.clear();
    boolean empty = true;
    for (String name = fields.nextField(); name != null; name = fields.nextField()) {
      empty = false;
      switch (name) {
        case "id" -> fields.text(into.id);
        case "name" -> fields.text(into.name);
        case "domain" -> fields.lowerCase(into.domain);
        case "bundle" -> fields.text(into.bundle);
        case "storeurl" -> fields.text(into.storeurl);
        case "page" -> fields.text(into.page);
        case "ref" -> fields.text(into.ref);
        case "search" -> fields.text(into.search);
        case "keywords", "kwarray" -> fields.keywords(into.keywords);
        case "cat" -> fields.texts(into.cat);
        case "sectioncat" -> fields.texts(into.sectioncat);
        case "pagecat" -> fields.texts(into.pagecat);
        case "mobile" -> into.mobile = fields.flag();
        case "publisher" -> publisher(into);
        case "content" -> content(into.content);
        default -> fields.unknown();
      }
    }
    hosts.find(into.domain, into.host);
    if (into.host.isEmpty()) {
      hosts.findInAddress(into.page, into.host);
    }
    into.app.set(into.bundle);
    bundles.name(into.app);
    bundles.findInStore(into.storeurl, into.storeApp);
    return !empty;
  }

  private void publisher(Inventory into) {
    into.publisherId.clear();
    into.publisherName.clear();
    into.publisherDomain.clear();
    if (!fields.enterObject()) {
      return;
    }
    for (String name = fields.nextField(); name != null; name = fields.nextField()) {
      switch (name) {
        case "id" -> fields.text(into.publisherId);
        case "name" -> fields.text(into.publisherName);
        case "domain" -> fields.lowerCase(into.publisherDomain);
        default -> fields.unknown();
      }
    }
  }

  private void content(Content into) {
    into.clear();
    if (!fields.enterObject()) {
      return;
    }
    for (String name = fields.nextField(); name != null; name = fields.nextField()) {
      switch (name) {
        case "id" -> fields.text(into.id);
        case "title" -> fields.text(into.title);
        case "series" -> fields.text(into.series);
        case "genre" -> fields.text(into.genre);
        case "language" -> fields.lowerCase(into.language);
        case "langb" -> {
          fields.textIfEmpty(into.language);
          Fields.toLanguage(into.language);
        }
        case "contentrating" -> fields.text(into.contentrating);
        case "keywords", "kwarray" -> fields.keywords(into.keywords);
        case "cat" -> fields.texts(into.cat);
        case "livestream" -> into.livestream = fields.bit();
        case "len" -> into.len = fields.count();
        default -> fields.unknown();
      }
    }
  }
}
