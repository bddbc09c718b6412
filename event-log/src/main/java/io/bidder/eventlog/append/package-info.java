/** The way of events from the threads that they happen in to disk. */
@NullMarked
package io.bidder.eventlog.append;

import org.jspecify.annotations.NullMarked;
