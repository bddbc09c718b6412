/**
 * The spellings that exchanges and people have for one name, of domains, apps, countries, regions
 * and operating systems, and the one that they are compared by.
 */
@NullMarked
package io.bidder.bidder.names;

import org.jspecify.annotations.NullMarked;
