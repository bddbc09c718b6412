/** Bid responses, and the markup in them or behind their win notices. */
@NullMarked
package io.bidder.bidder.response;

import org.jspecify.annotations.NullMarked;
