/** The join of bids with what came of them for a fleet, on Kafka Streams. */
@NullMarked
package io.bidder.eventstreams;

import org.jspecify.annotations.NullMarked;
