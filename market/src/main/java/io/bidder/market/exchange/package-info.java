/**
 * An exchange with people behind it: asks a bidder over HTTP, holds auctions against competitors
 * whose prices are known in closed form, plays the people who see, click and buy, and keeps books
 * that know the truth.
 */
@NullMarked
package io.bidder.market.exchange;

import org.jspecify.annotations.NullMarked;
