/** Taking embedding tables out of a graph that brings them inside. */
@NullMarked
package io.bidder.modelstore.onnx.lift;

import org.jspecify.annotations.NullMarked;
