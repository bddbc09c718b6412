/** The log of every command: lines that input can neither forge nor flood. */
@NullMarked
package io.bidder.settings.logging;

import org.jspecify.annotations.NullMarked;
