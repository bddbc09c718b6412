/** Privacy signals of a request, and forgetting what they forbid to use. */
@NullMarked
package io.bidder.bidder.privacy;

import org.jspecify.annotations.NullMarked;
