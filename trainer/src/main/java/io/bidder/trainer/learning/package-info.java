/**
 * Learning a network's weights from rows: mini-batches, embedding tables, Adagrad, early stopping.
 */
@NullMarked
package io.bidder.trainer.learning;

import org.jspecify.annotations.NullMarked;
