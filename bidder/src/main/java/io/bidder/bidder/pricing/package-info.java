/** What a candidate is worth and what is bid for it, in micros and in the bid's currency. */
@NullMarked
package io.bidder.bidder.pricing;

import org.jspecify.annotations.NullMarked;
