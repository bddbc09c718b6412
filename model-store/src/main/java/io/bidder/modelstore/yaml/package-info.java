/**
 * Reading YAML files so that every problem is told at once, with its line and what was expected.
 */
@NullMarked
package io.bidder.modelstore.yaml;

import org.jspecify.annotations.NullMarked;
