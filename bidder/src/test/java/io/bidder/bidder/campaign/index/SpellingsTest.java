package io.bidder.bidder.campaign.index;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names in a request meet those in a catalogue however either spells them. */
class SpellingsTest {
  private static final String WITH_WWW = "www.Shop-One.example";

  @TempDir private Path directory = Path.of("");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "shop-one.example | ADVERTISER_BLOCKED",
        "www.shop-one.example | ADVERTISER_BLOCKED",
        "https://shop-one.example/a | ADVERTISER_BLOCKED",
        "SHOP-ONE.EXAMPLE. | ADVERTISER_BLOCKED",
        "~ shop-one.example:443 ~ | ADVERTISER_BLOCKED",
        "*.shop-one.example | ADVERTISER_BLOCKED",
        "example | ADVERTISER_BLOCKED",
        "shop-two.example | ~~",
        "one.example | ~~",
        "www.example | ~~",
      })
  void advertiserShouldBeBlockedHoweverItsDomainIsWritten(String blocked, String rule)
      throws IOException {
    String request = "'badv': ['other.example', '%s']".formatted(blocked);
    assertEquals(rule, stoppedBy(WITH_WWW, "", "", request));
    assertEquals(rule, stoppedBy("http://shop-one.example/", "", "", request));
    String deal =
        "'pmp': {'private_auction': 1, 'deals': [{'id': 'd', 'wadomain': ['" + blocked + "']}]}, ";
    assertEquals(rule.isEmpty() ? "DEAL" : "", stoppedBy(WITH_WWW, "deals: [d]", deal, ""));
  }

  @ParameterizedTest
  @CsvSource({
    "xn--bcher-kva.example, bücher.example",
    "bücher.example, https://www.BÜCHER.example/",
    "Bücher.example, xn--bcher-kva.example",
  })
  void advertiserShouldBeBlockedHoweverItsLettersAreWritten(String domain, String blocked)
      throws IOException {
    assertEquals("ADVERTISER_BLOCKED", stoppedBy(domain, "", "", "'badv': ['" + blocked + "']"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "~'domain': 'bad-news.example'~",
        "~'domain': 'https://bad-news.example'~",
        "~'domain': 'www.bad-news.example'~",
        "~'domain': 'Bad-News.Example.'~",
        "~'domain': 'm.bad-news.example:80'~",
        "~'page': 'https://bad-news.example/a'~",
        "~'page': 'http://www.bad-news.example:8080/a?b=https://good.example'~",
        "~'page': '//me@bad-news.example'~",
        "~'domain': '', 'page': 'https://bad-news.example'~",
        "~'domain': 'https://', 'page': 'https://bad-news.example'~",
      })
  void siteShouldBeFoundHoweverItIsWritten(String site) throws IOException {
    for (String listed :
        new String[] {"bad-news.example", "https://www.Bad-News.example/", "*.bad-news.example"}) {
      String excluded = "targeting: {excludedDomains: ['%s']}".formatted(listed);
      assertEquals("INVENTORY_EXCLUDED", stoppedBy("a.example", excluded, "", siteOf(site)));
      String wanted = "targeting: {domains: ['%s']}".formatted(listed);
      assertEquals("", stoppedBy("a.example", wanted, "", siteOf(site)));
    }
    String other = "targeting: {excludedDomains: [news.example, good.example]}";
    assertEquals("", stoppedBy("a.example", other, "", siteOf(site)));
  }

  private static String siteOf(String fields) {
    return "'site': {" + fields + "}";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "~'bundle': '284882215'~ | 284882215",
        "~'bundle': 'id284882215'~ | 284882215",
        "~'bundle': 284882215~ | id284882215",
        "~'bundle': 'https://apps.apple.com/us/app/x/id284882215?mt=8'~ | 284882215",
        "~'bundle': 'com.x', 'storeurl': 'https://itunes.apple.com/app/id284882215'~ | 284882215",
        "~'storeurl': 'https://apps.apple.com/app/id284882215'~ | ID284882215",
        "~'bundle': 'com.x', 'storeurl': 'https://apps.apple.com/app/id1'~ | com.x",
        "~'bundle': 'Com.X '~ | com.x",
        "~'storeurl': 'https://play.google.com/store/apps/details?id=com.x&hl=de'~ | com.x",
        "~'bundle': 'com.x'~ | https://play.google.com/store/apps/details?id=com.x",
        "~'bundle': 'market://details?id=com.x'~ | COM.X",
      })
  void appShouldBeFoundHoweverItIsWritten(String app, String listed) throws IOException {
    String request = "'app': {" + app + "}";
    String excluded = "targeting: {excludedBundles: ['%s']}".formatted(listed);
    assertEquals("INVENTORY_EXCLUDED", stoppedBy("a.example", excluded, "", request));
    String wanted = "targeting: {bundles: [com.other, '%s']}".formatted(listed);
    assertEquals("", stoppedBy("a.example", wanted, "", request));
    String other = "targeting: {excludedBundles: [com.other, '28488221', x]}";
    assertEquals("", stoppedBy("a.example", other, "", request));
  }

  @ParameterizedTest
  @CsvSource({
    "id284882215, 284882215",
    "284882215, id284882215",
    "284882215, https://apps.apple.com/us/app/x/id284882215",
    "com.me, https://play.google.com/store/apps/details?id=com.me",
    "Com.Me, com.me",
  })
  void advertisedAppShouldBeBlockedHoweverItIsWritten(String bundle, String blocked)
      throws IOException {
    String ad = "creatives: [{id: k, bundle: " + bundle + ", banner: {size: 300x250, markup: a}}]";
    assertEquals(
        "APP_BLOCKED", stoppedBy("a.example", ad, "", "'bapp': ['com.other', '" + blocked + "']"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "name: iOS, minVersion: '17' | ~'os': 'iOS', 'osv': '17.4'~ | ~~",
        "name: iOS, minVersion: '17' | ~'os': 'iPhone OS', 'osv': '17.4'~ | ~~",
        "name: iOS, minVersion: '17' | ~'os': 'iPadOS', 'osv': '17_1'~ | ~~",
        "name: iPhone OS, minVersion: '17' | ~'os': 'ios', 'osv': '17'~ | ~~",
        "name: iOS, minVersion: '17' | ~'os': 'iOS 17.4'~ | ~~",
        "name: iOS, minVersion: '17' | ~'os': 'iOS 16.4'~ | OPERATING_SYSTEM",
        "name: iOS, minVersion: '17' | ~'os': 'iOS'~ | OPERATING_SYSTEM",
        "name: Android, maxVersion: '13' | ~'os': 'android', 'osv': 'Android 13'~ | ~~",
        "name: Android, maxVersion: '13' | ~'os': 'Android', 'osv': 'Android 14'~ |"
            + " OPERATING_SYSTEM",
        "name: Android | ~'osv': 'Android 13'~ | ~~",
        "name: android | ~'os': 'Google Android'~ | ~~",
        "name: Android | ~'os': 'Windows'~ | OPERATING_SYSTEM",
        "name: macOS | ~'os': 'Mac OS X', 'osv': '10.15.7'~ | ~~",
        "name: OS X | ~'os': 'macos'~ | ~~",
        "name: Windows, minVersion: '10' | ~'os': 'Windows NT 10.0'~ | ~~",
        "name: Windows, minVersion: '10' | ~'os': 'Windows', 'osv': 'NT 6.1'~ | OPERATING_SYSTEM",
      })
  void systemShouldBeFoundHoweverItIsWritten(String wanted, String device, String rule)
      throws IOException {
    String keys = "targeting: {operatingSystems: [{%s}]}".formatted(wanted);
    assertEquals(rule, stoppedBy("a.example", keys, "", "'device': {" + device + "}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "countries: [GBR] | ~'country': 'UK'~ | ~~",
        "countries: [UK] | ~'country': 'GBR'~ | ~~",
        "countries: [gb] | ~'country': 'uk'~ | ~~",
        "countries: [USA] | ~'country': 'us'~ | ~~",
        "countries: [US] | ~'country': 'USA'~ | ~~",
        "countries: [DEU] | ~'country': ' De '~ | ~~",
        "countries: [GRC] | ~'country': 'EL'~ | ~~",
        "countries: [USA] | ~'country': 'UK'~ | COUNTRY",
        "countries: [USA] | ~'country': 'XX'~ | COUNTRY",
        "regions: [NY] | ~'region': 'ny'~ | ~~",
        "regions: [ny] | ~'region': 'US-NY'~ | ~~",
        "regions: [NY] | ~'country': 'USA', 'region': 'us-ny'~ | ~~",
        "regions: [US-NY] | ~'region': 'US-NY'~ | ~~",
        "regions: [US-NY] | ~'country': 'USA', 'region': 'NY'~ | ~~",
        "regions: [us-ny] | ~'country': 'US', 'region': 'ny'~ | ~~",
        "regions: [USA-NY] | ~'country': 'US', 'region': 'NY'~ | ~~",
        "regions: [GB-ENG] | ~'country': 'UK', 'region': 'ENG'~ | ~~",
        "regions: [US-NY] | ~'region': 'NY'~ | REGION",
        "regions: [US-CA] | ~'country': 'CAN', 'region': 'CA'~ | REGION",
        "regions: [NY] | ~'country': 'US', 'region': 'CA'~ | REGION",
      })
  void placeShouldBeFoundHoweverItIsWritten(String wanted, String geo, String rule)
      throws IOException {
    String request = "'device': {'geo': {" + geo + "}}";
    assertEquals(rule, stoppedBy("a.example", "targeting: {" + wanted + "}", "", request));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "mobile | ~'devicetype': 1~ | ~~",
        "mobile | ~'devicetype': 4~ | ~~",
        "mobile | ~'devicetype': 5~ | ~~",
        "mobile | ~'devicetype': 2~ | DEVICE_TYPE",
        "phone | ~'devicetype': 4~ | ~~",
        "phone | ~'devicetype': 1~ | ~~",
        "phone | ~'devicetype': 5~ | DEVICE_TYPE",
        "tablet | ~'devicetype': 1~ | ~~",
        "tablet | ~'devicetype': 4~ | DEVICE_TYPE",
        "4 | ~'devicetype': '1'~ | ~~",
        "phone | ~'devicetype': 1, 'ua': 'Mozilla/5.0 (iPad; CPU OS 17_4 like Mac OS X)'~ |"
            + " DEVICE_TYPE",
        "tablet | ~'devicetype': 1, 'ua': 'Mozilla/5.0 (iPad; CPU OS 17_4 like Mac OS X)'~ | ~~",
        "tablet | ~'devicetype': 1, 'ua': 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4)'~ |"
            + " DEVICE_TYPE",
        "tablet | ~'devicetype': 1, 'ua': 'Mozilla/5.0 (Linux; Android 13) Mobile Safari/5'~ |"
            + " DEVICE_TYPE",
        "tablet | ~'devicetype': 1, 'ua': 'Mozilla/5.0 (Linux; Android 13) Safari/5'~ | ~~",
        "mobile | ~'devicetype': 1, 'ua': 'Mozilla/5.0 (Linux; Android 13) Safari/5'~ | ~~",
        "mobile | ~'ua': 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4)'~ | DEVICE_TYPE",
      })
  void deviceShouldBeFoundWhetherItsExchangeTellsPhonesFromTablets(
      String wanted, String device, String rule) throws IOException {
    String keys = "targeting: {deviceTypes: [%s]}".formatted(wanted);
    assertEquals(rule, stoppedBy("a.example", keys, "", "'device': {" + device + "}"));
  }

  private String stoppedBy(String domain, String campaignKeys, String impKeys, String request)
      throws IOException {
    String creatives =
        campaignKeys.startsWith("creatives")
            ? ""
            : (campaignKeys.isEmpty() ? "" : ", ")
                + "creatives: [{id: k, banner: {size: 300x250, markup: a}}]";
    return OneCampaign.stoppedBy(
        directory,
        "domain: '" + domain + "'",
        campaignKeys + creatives,
        impKeys + " 'banner': {'w': 300, 'h': 250}",
        request);
  }
}
