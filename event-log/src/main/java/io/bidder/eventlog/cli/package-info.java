/** {@code ./run events}: what an event log holds. */
@NullMarked
package io.bidder.eventlog.cli;

import org.jspecify.annotations.NullMarked;
