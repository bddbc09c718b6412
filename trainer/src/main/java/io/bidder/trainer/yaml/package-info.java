/**
 * Reading YAML files so that every problem is told at once, with its line and what was expected.
 */
@NullMarked
package io.bidder.trainer.yaml;

import org.jspecify.annotations.NullMarked;
