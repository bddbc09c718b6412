/** Embedding rows outside ONNX, memory-mapped. */
@NullMarked
package io.bidder.modelstore.table;

import org.jspecify.annotations.NullMarked;
