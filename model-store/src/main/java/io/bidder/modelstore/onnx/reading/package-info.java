/** Reading a graph: where each float of a row comes from, and what is computed of it. */
@NullMarked
package io.bidder.modelstore.onnx.reading;

import org.jspecify.annotations.NullMarked;
