/** The catalogue as somebody writes it down: a YAML file, checked as a whole and reloaded. */
@NullMarked
package io.bidder.bidder.campaign.file;

import org.jspecify.annotations.NullMarked;
