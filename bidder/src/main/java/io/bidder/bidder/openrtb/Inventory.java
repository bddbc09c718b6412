package io.bidder.bidder.openrtb;

import io.bidder.bidder.json.Memory;
import io.bidder.bidder.json.Text;

/** The site, app or out-of-home screen (3.2.13, 3.2.14, 3.2.24). Reused: see {@link BidRequest}. */
public final class Inventory {

  public final Text id;
  public final Text name;

  /** Lower case. */
  public final Text domain;

  /**
   * The host that {@link #domain} names, or of a site without one the host of its page, as hosts
   * are compared; no OpenRTB field.
   */
  public final Text host;

  /** Of an app. */
  public final Text bundle;

  /** The app that {@link #bundle} names, as apps are compared; no OpenRTB field. */
  public final Text app;

  /** Of an app. */
  public final Text storeurl;

  /** The app that {@link #storeurl} leads to, as apps are compared; no OpenRTB field. */
  public final Text storeApp;

  /** Of a site. */
  public final Text page;

  /** Of a site. */
  public final Text ref;

  /** Of a site. */
  public final Text search;

  /** Comma-separated; {@code kwarray} joined. */
  public final Text keywords;

  public final TextList cat;
  public final TextList sectioncat;
  public final TextList pagecat;
  public final Text publisherId;
  public final Text publisherName;
  public final Text publisherDomain;
  public final Content content;

  /** Of a site. */
  public boolean mobile;

  Inventory(Memory memory) {
    id = new Text(memory);
    name = new Text(memory);
    domain = new Text(memory);
    host = new Text(memory);
    bundle = new Text(memory);
    app = new Text(memory);
    storeurl = new Text(memory);
    storeApp = new Text(memory);
    page = new Text(memory);
    ref = new Text(memory);
    search = new Text(memory);
    keywords = new Text(memory);
    cat = new TextList(memory, BidRequest.MAX_LIST);
    sectioncat = new TextList(memory, BidRequest.MAX_LIST);
    pagecat = new TextList(memory, BidRequest.MAX_LIST);
    publisherId = new Text(memory);
    publisherName = new Text(memory);
    publisherDomain = new Text(memory);
    content = new Content(memory);
  }

  /** As if nothing had been read. */
  public void clear() {
    id.clear();
    name.clear();
    domain.clear();
    host.clear();
    bundle.clear();
    app.clear();
    storeurl.clear();
    storeApp.clear();
    page.clear();
    ref.clear();
    search.clear();
    keywords.clear();
    cat.clear();
    sectioncat.clear();
    pagecat.clear();
    publisherId.clear();
    publisherName.clear();
    publisherDomain.clear();
    content.clear();
    mobile = false;
  }
}
