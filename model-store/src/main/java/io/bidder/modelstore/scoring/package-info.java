/** Probabilities for encoded rows, through ONNX Runtime. */
@NullMarked
package io.bidder.modelstore.scoring;

import org.jspecify.annotations.NullMarked;
