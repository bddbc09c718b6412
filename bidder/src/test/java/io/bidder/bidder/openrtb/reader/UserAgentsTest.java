package io.bidder.bidder.openrtb.reader;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.bidder.bidder.json.Text;
import io.bidder.modelstore.testing.Cases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UserAgentsTest {
  private final UserAgents agents = new UserAgents();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
            + " Chrome/120.0.0.0 Safari/537.36 | Windows | 10 | Chrome",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
            + " Chrome/120.0.0.0 Safari/537.36 Edg/120.0.0.0 | Windows | 10 | Edge",
        "Mozilla/5.0 (Windows NT 6.1) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/41.0.2272.89"
            + " Safari/537.36 OPR/28.0.1750.48 (Edition Goru) | Windows | 7 | Opera",
        "mozilla/5.0 (windows nt 6.1; wow64) applewebkit/537.36 (khtml, like gecko)"
            + " chrome/46.0.2490.86 safari/537.36 | Windows | 7 | Chrome",
        "Mozilla/5.0 (compatible; MSIE 10.0; Windows NT 6.2; Trident/6.0) | Windows | 8 | IE",
        "Mozilla/5.0 (Windows NT 6.3; Trident/7.0; rv:11.0) like Gecko | Windows | 8.1 | IE",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"
            + " Version/17.1 Safari/605.1.15 | macOS | 10.15.7 | Safari",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:121.0) Gecko/20100101 Firefox/121.0"
            + " | macOS | 10.15 | Firefox",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like"
            + " Gecko) CriOS/120.0.6099.50 Mobile/15E148 Safari/604.1 | iOS | 17.1 | Chrome",
        "Mozilla/5.0 (iPad; CPU OS 9_3_2 like Mac OS X) AppleWebKit/601.1.46 (KHTML, like Gecko)"
            + " FxiOS/5.3 Mobile/13F69 Safari/601.1.46 | iOS | 9.3.2 | Firefox",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 10_2_1 like Mac OS X) AppleWebKit/602.4.6 (KHTML, like"
            + " Gecko) Mobile/14D27 [FBAN/FBIOS;FBAV/83.0.0.38.70] | iOS | 10.2.1 | Facebook",
        "Mozilla/5.0 (Linux; Android 13; SM-S911B) AppleWebKit/537.36 (KHTML, like Gecko)"
            + " SamsungBrowser/23.0 Chrome/115.0.0.0 Mobile Safari/537.36 | Android | 13 | Samsung",
        "Mozilla/5.0 (Linux; Android 8.1.0; X Build/1) AppleWebKit/537.36 (KHTML, like Gecko)"
            + " Version/4.0 Chrome/66.0.3359.126 Mobile Safari/537.36 | Android | 8.1.0 | Chrome",
        "Mozilla/5.0 (Linux; U; Android 4.0.4; en-us) AppleWebKit/534.30 (KHTML, like Gecko)"
            + " Version/4.0 Mobile Safari/534.30 | Android | 4.0.4 | Android",
        "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko)"
            + " Chrome/119.0.0.0 Safari/537.36 | ChromeOS | '' | Chrome",
        "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/115.0"
            + " | Linux | '' | Firefox",
        "Mozilla/5.0 (Windows Phone 10.0; Android 6.0.1; Microsoft) AppleWebKit/537.36 Chrome/52.0"
            + " Mobile Safari/537.36 Edge/15.15063 | Windows Phone | 10.0 | Edge",
        "AppleTV11,1/11.1 | tvOS | '' | ''",
        "Mozilla/5.0 (SMART-TV; Linux; Tizen 5.0) AppleWebKit/537.36 Safari/537.36"
            + " | Tizen | 5.0 | Safari",
        "Dalvik/2.1.0 (Linux; U; Android 9; Pixel 2) | Android | 9 | ''",
        "android_safari | Android | '' | ''",
        "curl/8.0 | '' | '' | ''",
        "'' | '' | '' | ''",
      })
  void systemAndBrowserShouldBeTold(String agent, String os, String version, String browser) {
    agents.read(text(agent));
    assertEquals(os, agents.os());
    assertEquals(version, agents.osVersion().toString());
    assertEquals(browser, agents.browser());
  }

  @Test
  void anyTextShouldBeSafe() {
    Cases.forAll(
        41,
        500,
        draw -> {
          String agent = draw.text(2000);

          agents.read(text(agent + "Windows NT " + agent + " OS 1_" + agent));
          assertNotNull(agents.os());
          assertNotNull(agents.browser());
        });
  }

  private static Text text(String value) {
    Text text = new Text();
    text.set(value);
    return text;
  }
}
