/**
 * The rules that keep campaigns and ads from an impression, for one of each: they define what the
 * index finds.
 */
@NullMarked
package io.bidder.bidder.campaign.rules;

import org.jspecify.annotations.NullMarked;
