/** Has a campaign's budget last, by one multiplier on its bids. */
@NullMarked
package io.bidder.bidder.pacing;

import org.jspecify.annotations.NullMarked;
