/** State that is made of the log's events, and made again from them. */
@NullMarked
package io.bidder.eventlog.follow;

import org.jspecify.annotations.NullMarked;
