/** Reading settings so that every problem is told at once, with its line and what was expected. */
@NullMarked
package io.bidder.settings;

import org.jspecify.annotations.NullMarked;
