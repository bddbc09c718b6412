/** The networks, their gradients and the training step. */
@NullMarked
package io.bidder.trainer.network;

import org.jspecify.annotations.NullMarked;
