/** How every command begins, tells of itself and ends. */
@NullMarked
package io.bidder.settings.command;

import org.jspecify.annotations.NullMarked;
