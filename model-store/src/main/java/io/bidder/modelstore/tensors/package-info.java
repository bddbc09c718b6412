/** Named tensors in one file, as the safetensors format has them. */
@NullMarked
package io.bidder.modelstore.tensors;

import org.jspecify.annotations.NullMarked;
