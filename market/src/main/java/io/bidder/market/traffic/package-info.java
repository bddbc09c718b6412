/** Made-up catalogues and bid requests, to load a server with and to measure with. */
@NullMarked
package io.bidder.market.traffic;

import org.jspecify.annotations.NullMarked;
