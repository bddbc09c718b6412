/** The report's model, and made-up catalogues as the bidder reads them. */
@NullMarked
package io.bidder.benchmarks.subject;

import org.jspecify.annotations.NullMarked;
