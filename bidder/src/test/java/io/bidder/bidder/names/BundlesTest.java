package io.bidder.bidder.names;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.json.Text;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BundlesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "com.shop.app | com.shop.app",
        "com.Shop.App | com.shop.app",
        "~ com.shop.app ~ | com.shop.app",
        "284882215 | 284882215",
        "id284882215 | 284882215",
        "ID284882215 | 284882215",
        "identity | identity",
        "id.example.app | id.example.app",
        "id1a | id1a",
        "id | id",
        "B00EXAMPLE | b00example",
        "https://apps.apple.com/us/app/shop/id284882215 | 284882215",
        "https://apps.apple.com/app/id284882215?mt=8 | 284882215",
        "apps.apple.com/de/app/idle-game/id284882215/ | 284882215",
        "http://itunes.apple.com/us/app/shop/id284882215?mt=8#a | 284882215",
        "https://itunes.apple.com/WebObjects/MZStore.woa/wa/viewSoftware?mt=8&id=284882215 |"
            + " 284882215",
        "itms-apps://itunes.apple.com/app/id284882215 | 284882215",
        "https://play.google.com/store/apps/details?id=com.Shop.app | com.shop.app",
        "https://play.google.com/store/apps/details?hl=en&id=com.shop.app&gl=us | com.shop.app",
        "market://details?id=com.shop.app | com.shop.app",
        "https://www.amazon.com/dp/B00EXAMPLE | b00example",
        "https://www.amazon.com/gp/mas/dl/android?p=com.shop.app | com.shop.app",
        "https://channelstore.roku.com/details/621046/shop | 621046",
        "https://channelstore.roku.com/en-gb/details/621046/shop | 621046",
        "https://galaxystore.samsung.com/detail/com.shop.app | com.shop.app",
        "https://us.lgappstv.com/main/tvapp/detail?appId=1234 | 1234",
        "https://appgallery.huawei.com/app/C100 | c100",
        "https://shop.example/app/id284882215 | ~~",
        "https://apps.apple.com/us/app/idle | ~~",
        "https://play.google.com/store/apps | ~~",
        "/ | ~~",
        "~~ | ~~",
      })
  void appShouldBeTheSameHoweverItIsWritten(String written, String app) {
    assertEquals(app, Bundles.of(written));
    assertEquals(app, Bundles.of(app), "again");
    Text inStore = new Text();
    new Bundles().findInStore(written, inStore);
    assertEquals(written.contains("/") ? app : "", inStore.toString());
  }

  @Test
  void addressShouldBeOfAnAppWhenItIsInAStore() {
    assertTrue(Bundles.isInStore("https://play.google.com/store/apps/details?id=a.b"));
    assertFalse(Bundles.isInStore("https://play.google.com/about"));
    assertFalse(Bundles.isInStore("a.b"));
  }
}
