/** Rows of a log made into the bid requests that they may have come from. */
@NullMarked
package io.bidder.market.replay.mapping;

import org.jspecify.annotations.NullMarked;
