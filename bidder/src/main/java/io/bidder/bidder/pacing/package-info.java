/** Has a campaign's budget last and keeps it to its target, by one multiplier on its bids. */
@NullMarked
package io.bidder.bidder.pacing;

import org.jspecify.annotations.NullMarked;
