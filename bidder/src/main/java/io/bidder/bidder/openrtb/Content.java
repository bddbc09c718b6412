package io.bidder.bidder.openrtb;

import io.bidder.bidder.json.Memory;
import io.bidder.bidder.json.Text;

/** The content that the impression appears in (3.2.16). Reused: see {@link BidRequest}. */
public final class Content {

  public final Text id;
  public final Text title;
  public final Text series;
  public final Text genre;
  public final Text language;
  public final Text contentrating;
  public final Text keywords;
  public final TextList cat;
  public int livestream = BidRequest.NONE;

  /** Seconds. */
  public int len = BidRequest.NONE;

  Content(Memory memory) {
    id = new Text(memory);
    title = new Text(memory);
    series = new Text(memory);
    genre = new Text(memory);
    language = new Text(memory);
    contentrating = new Text(memory);
    keywords = new Text(memory);
    cat = new TextList(memory, BidRequest.MAX_LIST);
  }

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
