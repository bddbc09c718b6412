/** The bid path: the pipeline, its contexts and threads, admission, and what explains it. */
@NullMarked
package io.bidder.bidder.bid;

import org.jspecify.annotations.NullMarked;
