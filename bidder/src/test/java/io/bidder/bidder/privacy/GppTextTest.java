package io.bidder.bidder.privacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.iab.gpp.encoder.GppModel;
import io.bidder.bidder.config.PrivacyConfig;
import io.bidder.bidder.json.Memory;
import io.bidder.bidder.openrtb.IntList;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GppTextTest {
  private static final PrivacyConfig TERMS =
      new PrivacyConfig(TcStrings.VENDOR, Set.of(1, 2, 3, 4, 7, 10), Set.of(), Set.of());

  private static final String[] STATES = {
    "usnat", "usca", "usva", "usco", "usut", "usct", "usfl", "usmt", "usor", "ustx", "usde", "usia",
    "usne", "usnh", "usnj", "ustn"
  };

  private static IntList sids(int... ids) {
    IntList list = new IntList(Memory.unbounded(), 64);
    for (int id : ids) {
      list.add(id);
    }
    return list;
  }

  private static int signals(GppModel model, int... sids) {
    return GppText.read(model.encode(), TERMS).signals(sids(sids));
  }

  private static GppModel plain(String section) {
    GppModel model = new GppModel();
    model.setFieldValue(section, "SaleOptOut", 2);
    return model;
  }

  @Test
  void personShouldHaveOptedOutWhenAnySectionSaysSo() {
    for (String state : STATES) {
      assertEquals(0, signals(plain(state)), state);
      for (String name : List.of("SaleOptOut", "SharingOptOut", "TargetedAdvertisingOptOut")) {
        GppModel model = plain(state);
        if (model.hasField(state, name)) {
          model.setFieldValue(state, name, 1);
          assertEquals(Signal.US_OPT_OUT.bit(), signals(model), state + name);
        }
      }
      GppModel noticed = plain(state);
      noticed.setFieldValue(state, "SaleOptOutNotice", 2);
      assertEquals(Signal.US_OPT_OUT.bit(), signals(noticed), state);
      if (noticed.hasField(state, "Gpc")) {
        GppModel controlled = plain(state);
        controlled.setFieldValue(state, "GpcSegmentIncluded", true);
        controlled.setFieldValue(state, "Gpc", true);
        assertEquals(Signal.US_OPT_OUT.bit(), signals(controlled), state);
      }
    }
  }

  @Test
  void childAndSensitiveDataShouldBeToldWhenAnySectionSaysSo() {
    for (String state : STATES) {
      GppModel child = plain(state);
      Object known = child.getFieldValue(state, "KnownChildSensitiveDataConsents");
      child.setFieldValue(state, "KnownChildSensitiveDataConsents", with(known, 2));
      assertEquals(Signal.KNOWN_CHILD.bit(), signals(child), state);
      GppModel sensitive = plain(state);
      Object data = sensitive.getFieldValue(state, "SensitiveDataProcessing");
      sensitive.setFieldValue(state, "SensitiveDataProcessing", with(data, 1));
      assertEquals(Signal.SENSITIVE_OPT_OUT.bit(), signals(sensitive), state);
    }
  }

  /** The number, or the list with it as the last one. */
  private static Object with(Object before, int number) {
    if (!(before instanceof List<?> list)) {
      return number;
    }
    List<Object> changed = new ArrayList<>(list);
    changed.set(changed.size() - 1, number);
    return changed;
  }

  @Test
  void sectionShouldCountOnlyWhenItApplies() {
    GppModel model = plain("usnat");
    model.setFieldValue("usca", "SaleOptOut", 1);
    int optOut = Signal.US_OPT_OUT.bit();
    assertEquals(0, signals(model, 7));
    assertEquals(optOut, signals(model, 8));
    assertEquals(optOut, signals(model, 7, 8));
    assertEquals(optOut, signals(model));
    assertEquals(optOut, signals(model, 0));
    assertEquals(0, signals(model, -1));
  }

  @Test
  void europeanSectionShouldBeAConsentString() {
    String consent = TcStrings.all().without(7).encode();
    GppText gpp = GppText.read("DBABMA~" + consent, TERMS);
    assertEquals(Consent.read(consent, TERMS), gpp.consent());
    assertNotNull(gpp.consent());
    assertEquals(Use.ALL & ~Use.MEASURE.bit(), gpp.consent().allowed());
  }

  @ParameterizedTest
  @CsvSource({"1YNN, false", "1YYN, true", "1---, false", "1NNN, true", "2YNN, true", "'', false"})
  void usPrivacyShouldBeReadWhereItIsASection(String text, boolean optsOut) {
    assertEquals(
        optsOut ? Signal.US_OPT_OUT.bit() : 0,
        GppText.read("DBABTA~" + text, TERMS).signals(sids(6)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "D",
        "DBAB",
        "DBABMA",
        "DBABMA~x~y",
        "DBAA",
        "DCABMA~x",
        "D\u00e9",
        "DBABzw~1YNN",
        "DBABLA~",
        "DBABLA~C",
        "DBABLA~BVQqAAAAA$",
        "?",
      })
  void textShouldNotPassForNoneWhenItIsDamaged(String text) {
    GppText gpp = GppText.read(text, TERMS);
    assertEquals(
        text.equals("DBAA") || text.startsWith("DBABMA~x~")
            ? gpp.signals(sids())
            : Signal.GPP_NOT_READ.bit(),
        gpp.signals(sids()),
        text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "null", "${GPP_STRING_755}", "undefined", "1YNN"})
  void textShouldBeNoneWhenItDoesNotBeginAsGpp(String text) {
    assertEquals(0, GppText.read(text, TERMS).signals(sids()));
  }

  @Test
  void sectionShouldNotBeReadWhenTheLibraryDoesNotKnowItOrItsVersion() {
    int notRead = Signal.GPP_NOT_READ.bit();
    String text = plain("usnat").encode();
    String section = text.substring(text.indexOf('~') + 1);
    assertEquals(0, GppText.read(text, TERMS).signals(sids()));
    String later = text.substring(0, text.indexOf('~') + 1) + "C" + section.substring(1);
    assertEquals(notRead, GppText.read(later, TERMS).signals(sids()));
    // 24 is Maryland's, 5 Canada's.
    for (int id : new int[] {24, 5}) {
      GppText unknown = GppText.read(header(List.of(id)) + "~BAAA", TERMS);
      assertEquals(notRead, unknown.signals(sids()), "" + id);
      assertEquals(0, unknown.signals(sids(7)), "it does not apply");
    }
  }

  @Test
  void headerShouldHaveTheSectionsThatTheLibraryGivesIt() {
    Random random = new Random(3);
    for (int i = 0; i < 200; i++) {
      List<Integer> ids = new ArrayList<>(IntStream.rangeClosed(7, 22).boxed().toList());
      Collections.shuffle(ids, random);
      GppModel model = new GppModel();
      ids.subList(0, 1 + random.nextInt(8)).forEach(id -> model.setFieldValue(id, "SaleOptOut", 1));
      String text = model.encode();
      assertEquals(
          model.getSectionIds(), GppHeader.sections(text.substring(0, text.indexOf('~'))), text);
    }
  }

  @Test
  void headerShouldBeRefusedWhenItNamesMoreThanThereIs() {
    assertNull(GppHeader.sections(header(List.of(256))));
    assertEquals(List.of(255), GppHeader.sections(header(List.of(255))));
    // From 1 to some hundred million.
    assertTimeoutPreemptively(
        Duration.ofSeconds(5), () -> assertNull(GppHeader.sections("DBABgAAAADAAAAABgAAA")));
  }

  @Test
  void nothingShouldBeThrownWhenLettersAreChanged() {
    Random random = new Random(11);
    GppModel model = plain("usnat");
    model.setFieldValue("usca", "SaleOptOut", 1);
    model.setFieldValue("usva", "SaleOptOut", 1);
    String whole = model.encode();
    for (int i = 0; i < 2_000; i++) {
      StringBuilder changed = new StringBuilder(whole);
      for (int k = 0; k < 2; k++) {
        changed.setCharAt(random.nextInt(whole.length()), (char) (33 + random.nextInt(94)));
      }
      GppText.read(changed.toString(), TERMS);
    }
  }

  /** A header of single ids. */
  private static String header(List<Integer> ids) {
    StringBuilder bits = new StringBuilder("000011000001");
    bits.append(Integer.toBinaryString(1 << 12 | ids.size()).substring(1));
    int before = 0;
    for (int id : ids) {
      bits.append('0').append(fibonacci(id - before));
      before = id;
    }
    while (bits.length() % 6 != 0) {
      bits.append('0');
    }
    String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < bits.length(); i += 6) {
      text.append(letters.charAt(Integer.parseInt(bits.substring(i, i + 6), 2)));
    }
    return text.toString();
  }

  private static String fibonacci(int value) {
    List<Integer> numbers = new ArrayList<>(List.of(1, 2));
    while (numbers.getLast() < value) {
      numbers.add(numbers.getLast() + numbers.get(numbers.size() - 2));
    }
    StringBuilder bits = new StringBuilder();
    int left = value;
    for (int i = numbers.size() - 1; i >= 0; i--) {
      boolean is = numbers.get(i) <= left;
      if (is || !bits.isEmpty()) {
        bits.insert(0, is ? '1' : '0');
      }
      left -= is ? numbers.get(i) : 0;
    }
    return bits.append('1').toString();
  }
}
