/** A week of first-price auctions for controllers of budgets to be compared in. */
@NullMarked
package io.bidder.market.pacing;

import org.jspecify.annotations.NullMarked;
