/** Signed URLs by which others tell what became of a bid, and what answers them. */
@NullMarked
package io.bidder.bidder.notice;

import org.jspecify.annotations.NullMarked;
