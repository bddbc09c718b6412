/** The options, console and exit codes that all commands share. */
@NullMarked
package io.bidder.settings.command;

import org.jspecify.annotations.NullMarked;
