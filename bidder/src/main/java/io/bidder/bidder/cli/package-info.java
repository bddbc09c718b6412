/** {@code ./run campaigns status}, {@code pause} and {@code resume}, for a server that runs. */
@NullMarked
package io.bidder.bidder.cli;

import org.jspecify.annotations.NullMarked;
