@NullMarked
package io.bidder.bidder.names;

import org.jspecify.annotations.NullMarked;
