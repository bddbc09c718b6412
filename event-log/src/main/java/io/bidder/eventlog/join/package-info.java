/** Bids and what came of them, joined to the rows that a model is trained on. */
@NullMarked
package io.bidder.eventlog.join;

import org.jspecify.annotations.NullMarked;
