/** Tests of markets that play against bidders. */
@NullMarked
package io.bidder.market.simulate;

import org.jspecify.annotations.NullMarked;
