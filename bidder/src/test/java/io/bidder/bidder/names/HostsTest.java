package io.bidder.bidder.names;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.json.Text;
import io.bidder.modelstore.testing.Cases;
import java.lang.management.ManagementFactory;
import java.net.IDN;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "shop.example | shop.example",
        "SHOP.Example | shop.example",
        "www.shop.example | shop.example",
        "WWW.shop.example | shop.example",
        "www.example | www.example",
        "www | www",
        "www2.shop.example | www2.shop.example",
        "www.www.shop.example | shop.example",
        "shop.example. | shop.example",
        "shop.example.. | shop.example",
        ".shop.example | shop.example",
        "*.shop.example | shop.example",
        "http://shop.example | shop.example",
        "HTTPS://www.Shop.Example/ | shop.example",
        "//shop.example/a | shop.example",
        "http:/shop.example | shop.example",
        "http:\\\\shop.example\\a | shop.example",
        "ftp://shop.example | shop.example",
        "android-app://com.shop.app/ | com.shop.app",
        "shop.example/a/b?c=d#e | shop.example",
        "shop.example?c=http://other.example/ | shop.example",
        "shop.example#top | shop.example",
        "shop.example:8080 | shop.example",
        "https://shop.example:443/a | shop.example",
        "https://me@shop.example/a | shop.example",
        "https://me:secret@www.shop.example:8443/a@b | shop.example",
        "~  shop.example\t~ | shop.example",
        "~\u00a0shop.example\ufeff~ | shop.example",
        "shop.example other.example | shop.example",
        "127.0.0.1:80 | 127.0.0.1",
        "http://[2001:DB8::1]:80/a | [2001:db8::1]",
        "example | example",
        "bücher.example | xn--bcher-kva.example",
        "https://www.BÜCHER.example:80/ü | xn--bcher-kva.example",
        "xn--bcher-kva.example | xn--bcher-kva.example",
        "XN--BCHER-KVA.EXAMPLE | xn--bcher-kva.example",
        "bu\u0308cher.example | xn--bcher-kva.example",
        "bü\u00adcher.example | xn--bcher-kva.example",
        "straße.example | xn--strae-oqa.example",
        "пример.испытание | xn--e1afmkfd.xn--80akhbyknj4f",
        "例え。テスト | xn--r8jz45g.xn--zckzah",
        "ｓｈｏｐ．ｅｘａｍｐｌｅ | shop.example",
        "नमस्ते.example | xn--h2bhs4b8d8a.example",
        "😀.example | xn--e28h.example",
        "~~ | ~~",
        "~ ~ | ~~",
        "https:// | ~~",
        "/a/b | a",
        "... | ~~",
        "? | ~~",
      })
  void hostShouldBeTheSameHoweverItIsWritten(String written, String host) {
    assertEquals(host, Hosts.of(written));
    Text text = new Text();
    text.set(written);
    new Hosts().find(text, text);
    assertEquals(host, text.toString(), "in place");
    assertEquals(host, Hosts.of(host), "again");
  }

  @ParameterizedTest
  @CsvSource({
    "https://bad.example/a, bad.example",
    "bad.example/a, bad.example",
    "about:blank, ''",
    "/relative, ''",
    "localhost, ''",
  })
  void addressShouldHaveAHostWhenItNamesADomain(String address, String host) {
    Text text = new Text();
    new Hosts().findInAddress(address, text);
    assertEquals(host, text.toString());
  }

  @Test
  void hostShouldBeEncodedAsTheJdkEncodesIt() {
    String letters = "abcxyz019-äöüéèñçøåžабвгдежзийклмнопαβγδεζηθ日本語中文字漢한국어กขค";
    Cases.forAll(
        11,
        500,
        draw -> {
          StringBuilder label = new StringBuilder("q");
          for (int length = draw.intBetween(0, 20); length > 0; length--) {
            label.append(letters.charAt(draw.intBetween(0, letters.length() - 1)));
          }
          String host = label + "z.example";
          assertEquals(IDN.toASCII(host).toLowerCase(Locale.ROOT), Hosts.of(host), host);
        });
  }

  @Test
  void hostShouldBeNoneWhenItIsTooLong() {
    String longest = "a.".repeat(126) + "b";
    assertEquals(longest, Hosts.of(longest));
    assertEquals("", Hosts.of("x" + longest));
    assertEquals("", Hosts.of("ü." + longest.substring(6)));
    assertEquals("", Hosts.of("http://" + "ü".repeat(100_000)));
  }

  @Test
  void findShouldAllocateNothingWhenWarm() {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    List<String> written =
        List.of("https://www.Shop.example:80/a", "bücher.example", "日本語.example", "a b", "");
    Hosts hosts = new Hosts();
    Text into = new Text();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 20; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 1000; i++) {
        hosts.find(written.get(i % written.size()), into);
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertTrue(least < 1000, least + " bytes");
  }
}
