/**
 * What the log tells of the served model while it serves: whether it learns, and whether it is
 * right.
 */
@NullMarked
package io.bidder.bidder.live;

import org.jspecify.annotations.NullMarked;
