/** From labelled rows to the weights of a version: which networks, which regression, how mixed. */
@NullMarked
package io.bidder.trainer.fitting;

import org.jspecify.annotations.NullMarked;
