package io.bidder.bidder.names;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bidder.bidder.json.Text;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SystemsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "iOS | 17.4 | iOS | 17.4",
        "ios | 17_4_1 | iOS | 17_4_1",
        "iPhone OS | 17.4 | iOS | 17.4",
        "iPhoneOS | 17.4 | iOS | 17.4",
        "IPHONE OS | 17.4 | iOS | 17.4",
        "iPadOS | 17.4 | iOS | 17.4",
        "iPad OS 16.2 | ~~ | iOS | 16.2",
        "iOS 17.4 | ~~ | iOS | 17.4",
        "iOS 17.4 | 17.4.1 | iOS | 17.4.1",
        "iOS | iOS 17.4 | iOS | 17.4",
        "iOS | 17.4 (21E219) | iOS | 17.4 (21E219)",
        "iPhone OS 17_4 | ~~ | iOS | 17_4",
        "iOS-17.4 | ~~ | iOS | 17.4",
        "iOS/17.4 | ~~ | iOS | 17.4",
        "iOS17 | ~~ | iOS | 17",
        "iPhone iOS | 16 | iOS | 16",
        "Android | 13 | Android | 13",
        "Android | Android 13 | Android | 13",
        "android | ANDROID-13 | Android | 13",
        "android | v13 | Android | 13",
        "Android OS | 13 | Android | 13",
        "Android 13 | ~~ | Android | 13",
        "Android v13 | ~~ | Android | 13",
        "Android13 | ~~ | Android | 13",
        "~~ | Android 13 | Android | 13",
        "~~ | 13 | ~~ | 13",
        "Mac OS X | 10_15_7 | macOS | 10_15_7",
        "Mac OS X 10.15.7 | ~~ | macOS | 10.15.7",
        "OS X | 10.15 | macOS | 10.15",
        "Mac OS | 14 | macOS | 14",
        "macos | 14.4 | macOS | 14.4",
        "Windows | 10 | Windows | 10",
        "Windows 10 | ~~ | Windows | 10",
        "Windows NT 10.0 | ~~ | Windows | 10",
        "Windows | NT 6.1 | Windows | 7",
        "Windows | 6.3 | Windows | 8.1",
        "Microsoft Windows | 11 | Windows | 11",
        "Windows | XP | Windows | XP",
        "Windows Phone | 8.1 | Windows Phone | 8.1",
        "Chrome OS | 120 | ChromeOS | 120",
        "CrOS | 120 | ChromeOS | 120",
        "Apple TV | 17 | tvOS | 17",
        "tvOS 17.2 | ~~ | tvOS | 17.2",
        "web0S | 6.0 | webOS | 6.0",
        "web0S 6.0 | ~~ | webOS | 6.0",
        "Web OS | 6.0 | webOS | 6.0",
        "Roku OS | 12.5 | Roku | 12.5",
        "Tizen 6.5 | ~~ | Tizen | 6.5",
        "Fire OS | 7.1 | Fire OS | 7.1",
        "FireOS 7 | ~~ | Fire OS | 7",
        "Plan 9 | ~~ | Plan 9 | ~~",
        "TempleOS | 5.03 | TempleOS | 5.03",
        "~ ios ~ | ~ 17 ~ | iOS | 17",
        "~~ | ~~ | ~~ | ~~",
      })
  void systemShouldBeTheSameHoweverItIsWritten(
      String os, String osv, String system, String version) {
    Text name = new Text();
    Text number = new Text();
    new Systems().name(os, osv, name, number);
    assertEquals(system + " " + version, name + " " + number);
    assertEquals(system, Systems.of(os.isEmpty() ? system : os));
  }
}
