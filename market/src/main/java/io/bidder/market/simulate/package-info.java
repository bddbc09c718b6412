/**
 * {@code ./run demo} and {@code ./run simulate}: a bidder and a market that plays against it, each
 * a process of its own, and the report of what came of it.
 */
@NullMarked
package io.bidder.market.simulate;

import org.jspecify.annotations.NullMarked;
