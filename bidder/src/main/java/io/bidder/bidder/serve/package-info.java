/** The running server: its command, its start and stop, and what it follows while it serves. */
@NullMarked
package io.bidder.bidder.serve;

import org.jspecify.annotations.NullMarked;
