/** Splitting a graph by the side of its features: once an impression, once a candidate. */
@NullMarked
package io.bidder.modelstore.onnx.split;

import org.jspecify.annotations.NullMarked;
