/**
 * The store that is a directory: atomic against a crash at any moment, safe for several processes
 * at once.
 */
@NullMarked
package io.bidder.modelstore.directory;

import org.jspecify.annotations.NullMarked;
