@NullMarked
package io.bidder.market.exchange;

import org.jspecify.annotations.NullMarked;
