/** What tests of several packages need. */
@NullMarked
package io.bidder.bidder.testing;

import org.jspecify.annotations.NullMarked;
