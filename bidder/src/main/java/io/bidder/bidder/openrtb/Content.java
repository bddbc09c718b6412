package io.bidder.bidder.openrtb;

import io.bidder.bidder.json.Text;

/** The content that the impression appears in (3.2.16). Reused: see {@link BidRequest}. */
public final class Content {

  public final Text id = new Text();
  public final Text title = new Text();
  public final Text series = new Text();
  public final Text genre = new Text();
  public final Text language = new Text();
  public final Text contentrating = new Text();
  public final Text keywords = new Text();
  public final TextList cat = new TextList(BidRequest.MAX_LIST);
  public int livestream = BidRequest.NONE;

  /** Seconds. */
  public int len = BidRequest.NONE;

  /** As if nothing had been read. */
  public void clear() {
    id.clear();
    title.clear();
    series.clear();
    genre.clear();
    language.clear();
    contentrating.clear();
    keywords.clear();
    cat.clear();
    livestream = BidRequest.NONE;
    len = BidRequest.NONE;
  }
}
