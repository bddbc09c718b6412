/** The {@code models} command: a store from a terminal. */
@NullMarked
package io.bidder.modelstore.cli;

import org.jspecify.annotations.NullMarked;
