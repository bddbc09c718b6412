@NullMarked
package io.bidder.market.load;

import org.jspecify.annotations.NullMarked;
