/** What a server is loaded with to see what it can do. */
@NullMarked
package io.bidder.market.traffic;

import org.jspecify.annotations.NullMarked;
