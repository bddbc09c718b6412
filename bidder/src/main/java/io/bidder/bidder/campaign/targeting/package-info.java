/**
 * The rules of targeting: each says once where it stands in a catalogue, what it reads of a request
 * and what it means. The index is made of them, and held against them by tests.
 */
@NullMarked
package io.bidder.bidder.campaign.targeting;

import org.jspecify.annotations.NullMarked;
