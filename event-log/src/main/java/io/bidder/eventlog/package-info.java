/**
 * The log of what happened to bids: append, read back, join, ship. Knows nothing of models or HTTP.
 */
@NullMarked
package io.bidder.eventlog;

import org.jspecify.annotations.NullMarked;
