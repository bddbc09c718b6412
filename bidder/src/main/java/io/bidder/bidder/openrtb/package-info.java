/** Bid requests: the reused structures they are read into, and the streaming reader. */
@NullMarked
package io.bidder.bidder.openrtb;

import org.jspecify.annotations.NullMarked;
