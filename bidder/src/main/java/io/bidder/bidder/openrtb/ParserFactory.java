package io.bidder.bidder.openrtb;

import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.BufferRecycler;
import tools.jackson.core.util.RecyclerPool;

/**
 * Makes the factories of JSON parsers that one thread uses one after the other, and whose buffers
 * are therefore the same ones every time.
 */
final class ParserFactory {
  private ParserFactory() {}

  /** For one thread, and one {@link JsonParser} at a time. */
  static JsonFactory create() {
    return JsonFactory.builder()
        .recyclerPool(new OneRecycler())
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(BidRequestReader.MAX_DEPTH)
                .maxStringLength(BidRequestReader.MAX_MARKUP)
                .maxNameLength(BidRequestReader.MAX_NAME)
                .build())
        // Errors must not quote the request, and copying it for that costs.
        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
        .build();
  }

  /** Lends the same buffers again and again. */
  private static final class OneRecycler implements RecyclerPool<BufferRecycler> {
    private static final long serialVersionUID = 1;

    private final transient BufferRecycler recycler = new BufferRecycler().withPool(this);

    @Override
    public BufferRecycler acquireAndLinkPooled() {
      return recycler;
    }

    @Override
    public BufferRecycler acquirePooled() {
      return recycler;
    }

    @Override
    public void releasePooled(BufferRecycler released) {}
  }
}
