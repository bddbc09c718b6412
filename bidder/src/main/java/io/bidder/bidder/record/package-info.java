/** The bids that are made, written to the event log. */
@NullMarked
package io.bidder.bidder.record;

import org.jspecify.annotations.NullMarked;
