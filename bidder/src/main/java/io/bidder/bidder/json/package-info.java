/** JSON read out of bytes and written into bytes, without allocating. */
@NullMarked
package io.bidder.bidder.json;

import org.jspecify.annotations.NullMarked;
