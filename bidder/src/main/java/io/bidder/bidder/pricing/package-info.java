/** From a candidate's probabilities to its bid, in micros of the bid's currency. */
@NullMarked
package io.bidder.bidder.pricing;

import org.jspecify.annotations.NullMarked;
