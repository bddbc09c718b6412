package io.bidder.bidder.names;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.bidder.bidder.json.Text;
import java.util.Locale;
import java.util.Locale.IsoCountryCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Countries and regions. */
class PlacesTest {
  @ParameterizedTest
  @CsvSource({
    "USA, US, USA",
    "US, US, USA",
    "us, US, USA",
    "' usa ', US, USA",
    "United States, US, USA",
    "GB, GB, GBR",
    "UK, GB, GBR",
    "uk, GB, GBR",
    "gbr, GB, GBR",
    "EL, GR, GRC",
    "GR, GR, GRC",
    "Germany, DE, DEU",
    "ROM, RO, ROU",
    "XK, XK, XKX",
  })
  void countryShouldBeKnownByItsCodesAndNames(String written, String alpha2, String alpha3) {
    assertEquals(new Countries.Country(alpha2, alpha3), Countries.of(written));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "XX", "ZZZ", "U", "USAA", "Atlantis"})
  void countryShouldBeNoneWhenNobodyKnowsIt(String written) {
    assertNull(Countries.of(written));
  }

  @Test
  void countryShouldBeKnownWhenTheJdkKnowsIt() {
    for (String alpha2 : Locale.getISOCountries(IsoCountryCode.PART1_ALPHA2)) {
      String alpha3 = Locale.of("", alpha2).getISO3Country();
      Countries.Country country = new Countries.Country(alpha2, alpha3);
      assertEquals(country, Countries.of(alpha2));
      assertEquals(country, Countries.of(alpha3.toLowerCase(Locale.ROOT)));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "NY, US, US-NY",
    "ny, US, US-ny",
    "US-NY, US, US-NY",
    "US-NY, '', US-NY",
    "us-ny, '', US-ny",
    "USA-NY, '', US-NY",
    "US_NY, '', US-NY",
    "' US-NY ', '', US-NY",
    "UK-ENG, '', GB-ENG",
    "ENG, UK, GB-ENG",
    "CA-ON, US, CA-ON",
    "NY, '', NY",
    "NY, XX, NY",
    "New-York, '', New-York",
    "XX-1, '', XX-1",
    "US-, '', US-",
    "'', US, ''",
    "Île-de-France, FR, FR-Île-de-France",
  })
  void regionShouldHaveItsCountryWhenThatIsKnown(String written, String country, String region) {
    Text into = new Text();
    Regions.name(written, Countries.of(country), into);
    assertEquals(region, into.toString());
  }

  @Test
  void namesOfCountriesShouldBeOfOneCountryEach() {
    for (String[] row : Table.rows("countries.tsv", 4)) {
      for (String name : (row[0] + "|" + row[1] + "|" + row[2] + "|" + row[3]).split("\\|", -1)) {
        if (!name.isEmpty()) {
          assertEquals(new Countries.Country(row[0], row[1]), Countries.of(name), name);
        }
      }
    }
  }
}
