/** What happened to bids, as records and as the bytes of event.proto. */
@NullMarked
package io.bidder.eventlog.event;

import org.jspecify.annotations.NullMarked;
