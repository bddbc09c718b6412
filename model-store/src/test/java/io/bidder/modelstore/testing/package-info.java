/** Helpers that the tests of every module share. */
@NullMarked
package io.bidder.modelstore.testing;

import org.jspecify.annotations.NullMarked;
