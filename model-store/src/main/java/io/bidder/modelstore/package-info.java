/** Model versions: what one is, which one is current, and how one gets into the store. */
@NullMarked
package io.bidder.modelstore;

import org.jspecify.annotations.NullMarked;
