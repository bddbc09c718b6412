@NullMarked
package io.bidder.market.replay;

import org.jspecify.annotations.NullMarked;
