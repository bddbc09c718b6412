/** Building and reading ONNX graphs. */
@NullMarked
package io.bidder.modelstore.onnx;

import org.jspecify.annotations.NullMarked;
