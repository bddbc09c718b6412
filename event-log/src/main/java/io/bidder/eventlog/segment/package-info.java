/**
 * Records on disk: files that are only appended to, in which every record proves that it is whole
 * and in its place.
 */
@NullMarked
package io.bidder.eventlog.segment;

import org.jspecify.annotations.NullMarked;
