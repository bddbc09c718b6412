/** What the report measures: one model, one corpus of requests, one family of catalogues. */
@NullMarked
package io.bidder.benchmarks.subject;

import org.jspecify.annotations.NullMarked;
