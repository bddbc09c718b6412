/** Rewriting the graphs of model versions so that they are cheaper to run. */
@NullMarked
package io.bidder.modelstore.onnx.rewrite;

import org.jspecify.annotations.NullMarked;
