/** Bid request in, priced bid out. */
@NullMarked
package io.bidder.bidder;

import org.jspecify.annotations.NullMarked;
