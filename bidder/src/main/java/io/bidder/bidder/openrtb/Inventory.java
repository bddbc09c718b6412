package io.bidder.bidder.openrtb;

import io.bidder.bidder.json.Text;

/** The site, app or out-of-home screen (3.2.13, 3.2.14, 3.2.24). Reused: see {@link BidRequest}. */
public final class Inventory {

  public final Text id = new Text();
  public final Text name = new Text();

  /** Lower case. */
  public final Text domain = new Text();

  /** Of an app. */
  public final Text bundle = new Text();

  /** Of an app. */
  public final Text storeurl = new Text();

  /** Of a site. */
  public final Text page = new Text();

  /** Of a site. */
  public final Text ref = new Text();

  /** Of a site. */
  public final Text search = new Text();

  /** Comma-separated; {@code kwarray} joined. */
  public final Text keywords = new Text();

  public final TextList cat = new TextList(BidRequest.MAX_LIST);
  public final TextList sectioncat = new TextList(BidRequest.MAX_LIST);
  public final TextList pagecat = new TextList(BidRequest.MAX_LIST);
  public final Text publisherId = new Text();
  public final Text publisherName = new Text();
  public final Text publisherDomain = new Text();
  public final Content content = new Content();

  /** Of a site. */
  public boolean mobile;

  /** As if nothing had been read. */
  public void clear() {
    id.clear();
    name.clear();
    domain.clear();
    bundle.clear();
    storeurl.clear();
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
