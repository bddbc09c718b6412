/** What each stage of the bid path takes, and the whole of it without sockets. */
@NullMarked
package io.bidder.benchmarks.stages;

import org.jspecify.annotations.NullMarked;
