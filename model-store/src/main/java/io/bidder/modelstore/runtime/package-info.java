/** ONNX Runtime beneath its Java binding: runs, tensors and counts of native memory. */
@NullMarked
package io.bidder.modelstore.runtime;

import org.jspecify.annotations.NullMarked;
