/** The train and evaluate commands. */
@NullMarked
package io.bidder.trainer;

import org.jspecify.annotations.NullMarked;
