/** A small ad world whose true probabilities are known, and the log that it leaves. */
@NullMarked
package io.bidder.market.world;

import org.jspecify.annotations.NullMarked;
