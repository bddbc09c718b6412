/** Sends load at a known cost, on one thread, and times answers from when requests were due. */
@NullMarked
package io.bidder.market.load;

import org.jspecify.annotations.NullMarked;
