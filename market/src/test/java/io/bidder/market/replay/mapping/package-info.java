@NullMarked
package io.bidder.market.replay.mapping;

import org.jspecify.annotations.NullMarked;
