@NullMarked
package io.bidder.market.world;

import org.jspecify.annotations.NullMarked;
