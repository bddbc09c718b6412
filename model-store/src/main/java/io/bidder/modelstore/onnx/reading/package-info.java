/** Reads how a graph computes its outputs, float by float of a row. */
@NullMarked
package io.bidder.modelstore.onnx.reading;

import org.jspecify.annotations.NullMarked;
