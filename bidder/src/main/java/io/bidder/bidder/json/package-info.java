/** Reading JSON out of bytes without allocating. */
@NullMarked
package io.bidder.bidder.json;

import org.jspecify.annotations.NullMarked;
