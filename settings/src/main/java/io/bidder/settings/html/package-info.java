/** The writer of the pages that reports are. */
@NullMarked
package io.bidder.settings.html;

import org.jspecify.annotations.NullMarked;
