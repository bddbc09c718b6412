package io.bidder.bidder.names;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CategoriesTest {
  @ParameterizedTest
  @CsvSource({
    "2, IAB2, 1, [1]",
    "2, iab2-6, 1, '[8, 2, 1]'",
    "2, IAB17-30, 1, '[227, 225, 223]'",
    "2, IAB25, 1, []",
    "2, IAB99, 1, []",
    "1, 8, 2, [IAB2-6]",
    "1, 2, 2, []",
    "1, 22, 2, '[IAB2-10, IAB2-12]'",
    "1, 99999, 2, []",
    "2, 8, 2, '[8, 2, 1]'",
    "2, 2, 2, '[2, 1]'",
    "2, 99999, 2, [99999]",
    "1, IAB2-6, 1, [IAB2-6]",
    "7, IAB2-6, 1, []",
    "7, 150, 7, [150]",
  })
  void categoryShouldBeToldInAnotherTaxonomyWhenAMappingIsPublished(
      int taxonomy, String category, int ofTaxonomy, String told) {
    assertEquals(told, Categories.in(taxonomy, category, ofTaxonomy).toString());
  }
}
