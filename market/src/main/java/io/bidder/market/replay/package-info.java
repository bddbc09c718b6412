/**
 * {@code ./run replay}: recorded or made bid requests sent to a bid server, its answers held to the
 * rules.
 */
@NullMarked
package io.bidder.market.replay;

import org.jspecify.annotations.NullMarked;
