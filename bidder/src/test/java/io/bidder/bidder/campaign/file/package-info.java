@NullMarked
package io.bidder.bidder.campaign.file;

import org.jspecify.annotations.NullMarked;
