/** The server under attack: its process, files, log, memory and health. */
@NullMarked
package io.bidder.benchmarks.attack.victim;

import org.jspecify.annotations.NullMarked;
