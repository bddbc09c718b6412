package io.bidder.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class CountsTest {
  @Test
  void nounShouldBeInTheSingularWhenThereIsOne() {
    assertEquals("0 ads", Counts.of(0, "ad"));
    assertEquals("1 ad", Counts.of(1, "ad"));
    assertEquals("1,200 campaigns", Counts.of(1_200, "campaign"));
  }
}
