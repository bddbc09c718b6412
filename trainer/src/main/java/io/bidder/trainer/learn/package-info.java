/** Learning as it runs: from what a server's bids led to, as it happens, to the next version. */
@NullMarked
package io.bidder.trainer.learn;

import org.jspecify.annotations.NullMarked;
