/** The log of what happened: append, read back, ship. Knows nothing of models. */
@NullMarked
package io.bidder.eventlog;

import org.jspecify.annotations.NullMarked;
