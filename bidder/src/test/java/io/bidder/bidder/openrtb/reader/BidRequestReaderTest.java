package io.bidder.bidder.openrtb.reader;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.json.JsonLimits;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.ExtraPaths;
import io.bidder.bidder.openrtb.Imp;
import io.bidder.bidder.openrtb.NativeAsset;
import io.bidder.bidder.openrtb.NativeRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BidRequestReaderTest {
  private final BidRequestReader reader = new BidRequestReader();
  private final BidRequest request = new BidRequest();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "                                   | the body is no JSON object",
        "[]                                 | the body is no JSON object",
        "null                               | the body is no JSON object",
        "{                                  | the body is no JSON at line 1, column 2",
        "{\"id\":\"1\",}                    | the body is no JSON at line 1, column 11",
        "{\"id\":\"1\"                      | the body is no JSON at line 1, column 10",
        "{'id':1}                           | the body is no JSON at line 1, column 2",
        "{\"id\":01}                        | the body is no JSON at line 1, column 8",
        "{\"id\":NaN}                       | the body is no JSON at line 1, column 7",
        "{\"id\":\"1\",\"imp\":[{\"id\":1}]} x | the body is no JSON at line 1, column 29",
        "{\"id\":\"1\",\"imp\":[{\"id\":1}]} {} | there is more after the request",
        "{\"imp\":[{\"id\":1}]}             | 'id' is missing, no text, or longer than 8192 chars",
        "{\"id\":\"\",\"imp\":[{\"id\":1}]} | 'id' is missing, no text, or longer than 8192 chars",
        "{\"id\":{},\"imp\":[{\"id\":1}]}   | 'id' is missing, no text, or longer than 8192 chars",
        "{\"id\":\"1\"}                     | 'imp' is missing or empty",
        "{\"id\":\"1\",\"imp\":[]}          | 'imp' is missing or empty",
        "{\"id\":\"1\",\"imp\":null}        | 'imp' is no array",
        "{\"id\":\"1\",\"imp\":{\"id\":1}}  | 'imp' is no array",
        "{\"id\":\"1\",\"imp\":[7]}         | an element of 'imp' is no object",
        "{\"id\":\"1\",\"imp\":[{\"id\":1},{\"id\":\"\"}]} | the 'id' of impression 2 is missing,"
            + " no text, or longer than 8192 chars",
      })
  void readShouldSayWhatIsWrongWhenARequestIsUnusable(@Nullable String json, String problem) {
    assertEquals(problem, read(json == null ? "" : json));
  }

  @Test
  void readShouldRefuseWhenNestedTooDeep() {
    String deep = "[".repeat(JsonLimits.MAX_DEPTH);
    String limit = "the body goes beyond a limit: 64 levels, texts of 262144 chars, names of 1024";
    assertEquals(limit, read("{\"ext\":" + deep));
    assertEquals(limit, read("{\"imp\":[{\"id\":1,\"ext\":{\"a\":" + deep));
  }

  @Test
  void readShouldRefuseWhenATextOrANameIsTooLong() {
    String text = "x".repeat(2 * JsonLimits.MAX_TEXT);
    String limit = "the body goes beyond a limit: 64 levels, texts of 262144 chars, names of 1024";
    assertEquals(limit, read("{\"id\":\"" + text + "\",\"imp\":[{\"id\":1}]}"));
    assertEquals(limit, read("{\"" + "n".repeat(JsonLimits.MAX_NAME + 1) + "\":1}"));
    assertNotNull(read("{\"id\":\"" + "x".repeat(Fields.MAX_TEXT + 1) + "\"}"));
  }

  @Test
  void readShouldRefuseWhenBytesAreNoUtf8() {
    byte[] json = "{\"id\":\"é\",\"imp\":[{\"id\":1}]}".getBytes(StandardCharsets.ISO_8859_1);
    assertEquals(
        "the body is no UTF-8 from byte 7 on",
        reader.read(json, 0, json.length, ExtraPaths.none(), request));
    byte[] wide = "{\"id\":\"1\",\"imp\":[{\"id\":1}]}".getBytes(StandardCharsets.UTF_16LE);
    assertEquals(
        "the body is no UTF-8 but, it seems, UTF-16 or UTF-32",
        reader.read(wide, 0, wide.length, ExtraPaths.none(), request));
  }

  @Test
  void readShouldStayWithinItsBytesWhenTheyArePartOfAnArray() {
    byte[] json = "xx{\"id\":\"1\",\"imp\":[{\"id\":1}]}yy".getBytes(StandardCharsets.UTF_8);
    assertNull(reader.read(json, 2, json.length - 4, ExtraPaths.none(), request));
    assertEquals("1", request.id.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "100 | 100 | 0",
        "100.0 | 100 | 0",
        "1e2 | 100 | 0",
        "\"100\" | 100 | 0",
        "\" 100.0 \" | 100 | 0",
        "\"\" | -2147483648 | 0",
        "null | -2147483648 | 0",
        "0 | -2147483648 | 1",
        "-5 | -2147483648 | 1",
        "99.5 | -2147483648 | 1",
        "1e99 | -2147483648 | 1",
        "2147483648 | -2147483648 | 1",
        "\"soon\" | -2147483648 | 1",
        "true | -2147483648 | 1",
        "[100] | -2147483648 | 1",
        "{\"a\":[{}]} | -2147483648 | 1",
      })
  void tmaxShouldBeAbsentAndCountedWhenItIsNoSensibleNumber(
      String tmax, int expected, int ignored) {
    assertNull(read("{\"tmax\":" + tmax + ",\"id\":\"1\",\"imp\":[{\"id\":1}]}"));
    assertEquals(expected, request.tmaxMillis);
    assertEquals(ignored, request.ignoredFields);
  }

  @ParameterizedTest
  @CsvSource({
    "1, true, 0",
    "0, false, 0",
    "1.0, true, 0",
    "true, true, 0",
    "false, false, 0",
    "'\"1\"', true, 0",
    "'\"0\"', false, 0",
    "'\"TRUE\"', true, 0",
    "'\"\"', false, 0",
    "null, false, 0",
    "2, false, 1",
    "'\"yes\"', false, 1",
    "[], false, 1",
  })
  void flagShouldBeUnderstoodWhenItIsANumberATextOrAWord(
      String value, boolean expected, int ignored) {
    assertNull(readWith("\"allimps\":" + value));
    assertEquals(expected, request.allimps);
    assertEquals(ignored, request.ignoredFields);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0",
    "0.0, 0, 0",
    "false, 0, 0",
    "'\"0\"', 0, 0",
    "'\"False\"', 0, 0",
    "null, -1, 0",
    "'\"\"', -1, 0",
    "1, 1, 0",
    "true, 1, 0",
    "'\"1\"', 1, 0",
    "2, 1, 1",
    "33, 1, 1",
    "-1, 1, 1",
    "0.5, 1, 1",
    "99999999999999, 1, 1",
    "'\"yes\"', 1, 1",
    "'\"${GDPR}\"', 1, 1",
    "[0], 1, 1",
    "{}, 1, 1",
  })
  void signalShouldCountAsSetWhenItIsNeitherNoNorAbsent(String value, int expected, int ignored) {
    for (String place :
        List.of(
            "\"regs\":{\"coppa\":%s}",
            "\"regs\":{\"gpc\":%s}",
            "\"regs\":{\"ext\":{\"gpc\":%s}}",
            "\"regs\":{\"gdpr\":%s}",
            "\"regs\":{\"ext\":{\"gdpr\":%s}}",
            "\"device\":{\"dnt\":%s}",
            "\"device\":{\"lmt\":%s}")) {
      assertNull(readWith(place.formatted(value)));
      boolean flags =
          request.regs.coppa || request.regs.gpc || request.device.dnt || request.device.lmt;
      if (place.contains("gdpr")) {
        assertEquals(expected < 0 ? BidRequest.NONE : expected, request.regs.gdpr, place);
      } else {
        assertEquals(expected == 1, flags, place);
      }
      assertEquals(ignored, request.ignoredFields, place);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "3, 3",
    "0, 0",
    "'\"2\"', 2",
    "2.0, 2",
    "4, 4",
    "-1, -1",
    "true, -1",
    "'\"x\"', -1",
    "[], -1",
  })
  void attsShouldBeUnknownWhenItIsNoNumber(String value, int expected) {
    assertNull(readWith("\"device\":{\"ext\":{\"atts\":" + value + "}}"));
    assertEquals(expected, request.device.atts);
  }

  @ParameterizedTest
  @CsvSource({
    "'\"1YNN\"', 1YNN",
    "null, ''",
    "'\"\"', ''",
    "true, ?",
    "{}, ?",
    "1, 1",
  })
  void textShouldNotLookLikeNoneWhenASignalIsOfAWrongType(String value, String expected) {
    assertNull(readWith("\"regs\":{\"us_privacy\":" + value + ",\"gpp\":" + value + "}"));
    assertEquals(expected, request.regs.usPrivacy.toString());
    assertEquals(expected, request.regs.gpp.toString());
    assertNull(readWith("\"regs\":{\"ext\":{\"us_privacy\":" + value + ",\"gpp\":" + value + "}}"));
    assertEquals(expected, request.regs.usPrivacy.toString());
    assertEquals(expected, request.regs.gpp.toString());
    assertTrue(request.regs.gppInExt.isEmpty());
  }

  @Test
  void signalShouldNotLookLikeNoneWhenItIsTooLong() {
    assertNull(readWith("\"regs\":{\"gpp\":\"" + "D".repeat(10_000) + "\"}"));
    assertEquals("?", request.regs.gpp.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "0.01, 10000, 0",
    "2, 2000000, 0",
    "1.1, 1100000, 0",
    "0.0000005, 1, 0",
    "0.00000049999, 0, 0",
    "4.35, 4350000, 0",
    "'\"0.3\"', 300000, 0",
    "3e-1, 300000, 0",
    "-0.5, 0, 1",
    "-0, 0, 0",
    "1e30, 1000000000000, 0",
    "1e999999999, 1000000000000, 0",
    "'\"NaN\"', 0, 1",
    "'\"dear\"', 0, 1",
    "null, 0, 0",
    "{}, 0, 1",
  })
  void floorShouldBeExactMicrosAndNeverNegativeOrBeyondItsLimit(
      String floor, long micros, int ignored) {
    assertNull(read("{\"id\":1,\"imp\":[{\"id\":1,\"bidfloor\":" + floor + "}]}"));
    assertEquals(micros, request.imps.get(0).floorCpmMicros);
    assertEquals(ignored, request.ignoredFields);
  }

  @Test
  void defaultsShouldHoldWhenFieldsAreEmptyOrAbsent() {
    assertNull(readWith("\"at\":\"\",\"cattax\":null,\"cur\":[\"\"],\"bcat\":[]"));
    assertEquals(2, request.at);
    assertEquals(1, request.cattax);
    assertTrue(request.cur.isEmpty());
    assertEquals(0, request.ignoredFields);
  }

  @Test
  void idShouldBeKeptAsWrittenWhenItIsANumber() {
    assertNull(read("{\"id\":1234567890123456789012345,\"imp\":[{\"id\":1.50}]}"));
    assertEquals("1234567890123456789012345", request.id.toString());
    assertEquals("1.50", request.imps.get(0).id.toString());
  }

  @Test
  void oneValueShouldStandForAListWhenAnExchangeForgetsTheBrackets() {
    assertNull(readWith("\"cur\":\"EUR\",\"bcat\":\"IAB25\",\"wseat\":7"));
    assertEquals("[EUR]", request.cur.toString());
    assertEquals("[IAB25]", request.bcat.toString());
    assertEquals("[7]", request.wseat.toString());
  }

  @Test
  void elementsShouldBeLeftOutAndCountedWhenAListIsFull() {
    String many = "\"x\",".repeat(BidRequest.MAX_LIST + 3) + "\"x\"";
    assertNull(readWith("\"cur\":[" + many + "]"));
    assertEquals(BidRequest.MAX_LIST, request.cur.size());
    assertEquals(4, request.elementsLeftOut);
  }

  @Test
  void impressionsShouldBeLeftOutAndCountedWhenThereAreTooMany() {
    StringBuilder imps = new StringBuilder("{\"id\":\"a\",\"tagid\":\"first\"}");
    for (int i = 0; i < BidRequest.MAX_IMPS + 2; i++) {
      imps.append(",{\"id\":").append(i).append('}');
    }
    assertNull(read("{\"id\":1,\"imp\":[" + imps + "]}"));
    assertEquals(BidRequest.MAX_IMPS, request.imps.size());
    assertEquals("first", request.imps.get(0).tagid.toString());
    assertEquals(3, request.elementsLeftOut);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'id':'a'},{'id':'a'}",
        "{'id':'a','tagid':'x'},{'id':'b'},{'tagid':'y','id':'a'}",
        "{'id':1},{'id':'1'}",
      })
  void requestShouldBeRefusedWhenTwoImpressionsHaveOneId(String imps) {
    String json = "{'id':'r','imp':[" + imps + "]}";
    String problem = String.valueOf(read(json.replace('\'', '"')));
    assertTrue(problem.endsWith("has the 'id' of one before it"), problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "~'banner':{'w':300,'h':250}~ | true",
        "~'banner':{'w':300,'h':250,'mimes':[]}~ | false",
        "~'banner':{'mimes':[],'w':300}~ | false",
        "~'banner':{'mimes':['']}~ | false",
        "~'banner':{'mimes':[null]}~ | false",
        "~'banner':{'mimes':null}~ | true",
        "~'banner':{'mimes':''}~ | true",
        "~'banner':{'mimes':[1,2]}~ | true",
        "~'banner':{'mimes':[],'mimes':['image/png']}~ | true",
        "~'banner':{}~ | true",
        "~'banner':null~ | false",
        "~'video':{'mimes':[]}~ | false",
        "~'video':{'mimes':[],'w':640,'h':480}~ | false",
        "~'video':{'w':640}~ | true",
        "~'video':{}~ | false",
        "~'video':{'w':null}~ | false",
        "~'audio':{'mimes':[],'feed':1}~ | false",
        "~'audio':{}~ | false",
        "~'audio':{'mimes':['audio/mp4']}~ | true",
        "~'native':{}~ | false",
        "~'native':{'request':null}~ | false",
        "~'native':{'request':'{}'}~ | true",
        "~'native':[]~ | false",
      })
  void mediumShouldBeNoneWhenItTakesNothingOrSaysNothing(String medium, boolean isOne) {
    String json = "{'id':'r','imp':[{'id':'1'," + medium + "}]}";
    assertNull(read(json.replace('\'', '"')));
    Imp imp = request.imps.get(0);
    assertEquals(isOne, imp.hasBanner || imp.hasVideo || imp.hasAudio || imp.hasNative);
  }

  @Test
  void lastValueShouldCountWhenAKeyComesTwice() {
    assertNull(
        readWith(
            "\"at\":1,\"at\":3,\"cur\":[\"USD\"],\"cur\":[\"EUR\"],"
                + "\"device\":{\"ua\":\"a\",\"model\":\"m\"},\"device\":{\"ua\":\"b\"},"
                + "\"site\":{\"id\":1,\"name\":\"n\"},\"site\":{\"id\":2},"
                + "\"tmax\":100,\"tmax\":\"x\""));
    assertEquals(3, request.at);
    assertEquals("[EUR]", request.cur.toString());
    assertEquals("b", request.device.ua.toString());
    assertTrue(request.device.model.isEmpty());
    assertEquals("2", request.inventory.id.toString());
    assertTrue(request.inventory.name.isEmpty());
    assertEquals(BidRequest.NONE, request.tmaxMillis);
  }

  @Test
  void newerPositionShouldCountOrBothWhenAFieldIsAtBoth() {
    assertNull(
        readWith(
            "\"user\":{\"ext\":{\"consent\":\"old\",\"eids\":[{\"source\":\"old\"}]},"
                + "\"consent\":\"new\",\"eids\":[{\"source\":\"new\"}]},"
                + "\"regs\":{\"gdpr\":1,\"gpp\":\"new\",\"gpp_sid\":[2],"
                + "\"ext\":{\"gdpr\":0,\"gpp\":\"old\",\"gpp_sid\":[5,6]}}"));
    assertEquals("new", request.user.consent.toString());
    assertEquals("old", request.user.consentInExt.toString());
    assertEquals(1, request.user.eids.size());
    assertEquals("new", request.user.eids.get(0).source.toString());
    assertEquals(1, request.regs.gdpr);
    assertEquals("new", request.regs.gpp.toString());
    assertEquals("old", request.regs.gppInExt.toString());
    assertEquals("[2, 5, 6]", request.regs.gppSid.toString());
    assertNull(readWith("\"regs\":{\"gdpr\":0,\"ext\":{\"gdpr\":1}}"));
    assertEquals(1, request.regs.gdpr);
  }

  @Test
  void inventoryShouldBeTheFirstThatSaysAnythingWhenThereAreSeveral() {
    assertNull(readWith("\"app\":{},\"site\":{\"id\":\"s\"},\"dooh\":{\"id\":\"d\"}"));
    assertEquals(BidRequest.InventoryKind.SITE, request.inventoryKind);
    assertEquals("s", request.inventory.id.toString());
    assertEquals(1, request.ignoredFields);
  }

  @Test
  void videoProtocolsShouldHaveTheDeprecatedOneToo() {
    assertNull(readImp("\"video\":{\"protocol\":3,\"protocols\":[2,\"5\",\"VAST 2.0\"]}"));
    assertEquals("[2, 5, 3]", request.imps.get(0).video.protocols.toString());
    assertEquals(1, request.ignoredFields);
  }

  @Test
  void mediaTypesShouldLeaveNumbersOut() {
    assertNull(readImp("\"banner\":{\"w\":\"320\",\"h\":0,\"mimes\":[1,\"IMAGE/gif\"]}"));
    assertEquals("[image/gif]", request.imps.get(0).banner.mimes.toString());
    assertEquals(320, request.imps.get(0).banner.w);
    assertEquals(BidRequest.NONE, request.imps.get(0).banner.h);
    assertEquals(1, request.ignoredFields);
  }

  @Test
  void slotShouldBeAbsentAndCountedWhenItIsNoObject() {
    assertNull(readImp("\"banner\":[],\"video\":\"\",\"audio\":7,\"native\":null"));
    Imp imp = request.imps.get(0);
    assertFalse(imp.hasBanner || imp.hasVideo || imp.hasAudio || imp.hasNative);
    assertEquals(3, request.ignoredFields);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"request\":\"{\\\"native\\\":{\\\"ver\\\":\\\"1.2\\\",\\\"assets\\\":%s}}\"}",
        "{\"request\":\"{\\\"ver\\\":\\\"1.2\\\",\\\"assets\\\":%s}\"}",
        "{\"request\":{\"native\":{\"ver\":\"1.2\",\"assets\":%S}}}",
        "{\"request\":{\"ver\":\"1.2\",\"assets\":%S}}",
        "{\"ver\":\"1.2\",\"assets\":%S}",
      })
  void nativeMarkupShouldBeReadWhereverItStands(String slot) {
    String assets = "[{\"id\":1,\"required\":1,\"img\":{\"type\":3,\"wmin\":64}}]";
    String filled = slot.replace("%S", assets).replace("%s", assets.replace("\"", "\\\""));
    assertNull(readImp("\"native\":" + filled + ",\"tagid\":\"after\""));
    NativeRequest markup = request.imps.get(0).nativeRequest;
    assertEquals("1.2", markup.ver.toString());
    assertEquals(slot.contains("native"), markup.wrapped);
    assertEquals(1, markup.assets.size());
    NativeAsset asset = markup.assets.get(0);
    assertTrue(asset.required);
    assertEquals(NativeAsset.Kind.IMAGE, asset.kind);
    assertEquals(64, asset.wmin);
    assertEquals("after", request.imps.get(0).tagid.toString());
    assertEquals(0, request.ignoredFields);
  }

  @Test
  void nativeSlotShouldTakeImagesForImpressionsOnlyWhenItSaysSo() {
    assertTrue(takesImages("[{\"event\":2,\"methods\":[2]},{\"event\":1,\"methods\":[2,1]}]"));
    assertTrue(takesImages("[7,null,{\"x\":[{}],\"methods\":[1],\"event\":\"1\"},{}]"));
    assertFalse(takesImages("[{\"event\":1,\"methods\":[2]},{\"event\":2,\"methods\":[1]}]"));
    assertFalse(takesImages("[]"));
    assertFalse(takesImages("{\"event\":1,\"methods\":[1]}"));
  }

  private boolean takesImages(String eventTrackers) {
    assertNull(readImp("\"native\":{\"request\":{\"eventtrackers\":" + eventTrackers + "}}"));
    return request.imps.get(0).nativeRequest.impressionImageTracker;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\"{\"", "\"{\\\"assets\\\":[{\\\"id\\\":1},\"", "\"[]\"", "\"\"", "7", "\"x\""})
  void nativeSlotShouldHaveNoAssetsWhenItsMarkupIsMalformed(String markup) {
    assertNull(readImp("\"native\":{\"request\":" + markup + "},\"tagid\":\"after\""));
    assertTrue(request.imps.get(0).hasNative);
    assertTrue(request.imps.get(0).nativeRequest.assets.isEmpty());
    assertEquals("after", request.imps.get(0).tagid.toString());
    assertEquals(1, request.ignoredFields);
  }

  @Test
  void dealShouldBeLeftOutAndCountedWhenItHasNoId() {
    assertNull(
        readImp(
            "\"pmp\":{\"private_auction\":1,\"deals\":[{\"bidfloor\":1},"
                + "{\"id\":7,\"bidfloor\":2.5,\"at\":3,\"wseat\":[\"s\"],\"wadomain\":[\"A.com\"]}]}"));
    Imp imp = request.imps.get(0);
    assertTrue(imp.privateAuction);
    assertEquals(1, imp.deals.size());
    assertEquals("7", imp.deals.get(0).id.toString());
    assertEquals(2_500_000, imp.deals.get(0).floorCpmMicros);
    assertEquals("[a.com]", imp.deals.get(0).wadomain.toString());
    assertEquals(1, request.ignoredFields);
  }

  @Test
  void keywordsShouldBeJoinedWhenTheyAreAnArray() {
    assertNull(
        readWith(
            "\"user\":{\"keywords\":\"a,b\",\"kwarray\":[\"c\",4,\"\",{}]},"
                + "\"site\":{\"keywords\":[\"x\",\"y\"]}"));
    assertEquals("a,b,c,4", request.user.keywords.toString());
    assertEquals("x,y", request.inventory.keywords.toString());
    assertEquals(1, request.ignoredFields);
  }

  @Test
  void languagesShouldBeThoseOfBothLists() {
    assertNull(readWith("\"wlang\":[\"EN\"],\"wlangb\":[\"de-CH\"]"));
    assertEquals("[en, de]", request.wlang.toString());
  }

  @Test
  void segmentsShouldBeIdsOrElseNamesOfEveryProvider() {
    assertNull(
        readWith(
            "\"user\":{\"data\":[{\"id\":\"p\",\"segment\":[{\"name\":\"n\",\"id\":12},"
                + "{\"name\":\"only\"},{\"value\":\"v\"}]},{\"segment\":[{\"id\":\"z\"}]},7]}"));
    assertEquals("[12, only, z]", request.user.segments.toString());
    assertEquals(1, request.ignoredFields);
  }

  @Test
  void placeShouldBeAbsentAndCountedWhenItIsNotOnEarth() {
    assertNull(readWith("\"device\":{\"geo\":{\"lat\":\"52.5\",\"lon\":181,\"utcoffset\":-3600}}"));
    assertEquals(52.5, request.device.geo.lat);
    assertTrue(Double.isNaN(request.device.geo.lon));
    assertEquals(BidRequest.NONE, request.device.geo.utcoffsetMinutes);
    assertEquals(2, request.ignoredFields);
  }

  @Test
  void deviceShouldSayWhatItRunsWhenOnlyItsUserAgentDoes() {
    String ua =
        "Mozilla/5.0 (iPhone; CPU iPhone OS 10_0_2 like Mac OS X) AppleWebKit/602.1.50"
            + " (KHTML, like Gecko) Version/10.0 Mobile/14A456 Safari/602.1";
    assertNull(readWith("\"device\":{\"ua\":\"" + ua + "\"}"));
    assertEquals("iOS", request.device.os.toString());
    assertEquals("10.0.2", request.device.osv.toString());
    assertEquals("Safari", request.device.browser.toString());
  }

  @Test
  void structuredUserAgentShouldCountBeforeTheText() {
    assertNull(
        readWith(
            "\"device\":{\"sua\":{\"browsers\":[{\"brand\":\"Not A;Brand\",\"version\":[\"99\"]},"
                + "{\"brand\":\"Chromium\"},{\"brand\":\"Microsoft Edge\"}],"
                + "\"platform\":{\"brand\":\"Windows\",\"version\":[\"15\",\"0\",\"0\"]}},"
                + "\"ua\":\"Mozilla/5.0 (Windows NT 10.0) Chrome/103.0 Safari/537.36\"}"));
    assertEquals("Windows", request.device.os.toString());
    assertEquals("11", request.device.osv.toString());
    assertEquals("Edge", request.device.browser.toString());
  }

  @Test
  void osShouldStayAsSentAndTakeNoOtherSystemsVersion() {
    assertNull(
        readWith("\"device\":{\"os\":\"Tizen\",\"ua\":\"(Linux; Android 9; X) Chrome/80.0\"}"));
    assertEquals("Tizen", request.device.os.toString());
    assertTrue(request.device.osv.isEmpty());
    assertEquals("Chrome", request.device.browser.toString());
  }

  @Test
  void nothingShouldBeLeftWhenAnotherRequestIsRead() {
    assertNull(
        readWith("\"device\":{\"sua\":{\"browsers\":[{\"brand\":\"Firefox\"}]}},\"badv\":[\"a\"]"));
    assertNull(readWith("\"device\":{}"));
    assertTrue(request.device.browser.isEmpty());
    assertTrue(request.badv.isEmpty());
    assertEquals(1, request.imps.size());
  }

  private @Nullable String readImp(String fields) {
    return read("{\"id\":1,\"imp\":[{\"id\":1," + fields + "}]}");
  }

  private @Nullable String readWith(String fields) {
    return read("{\"id\":1,\"imp\":[{\"id\":1}]," + fields + "}");
  }

  private @Nullable String read(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return reader.read(bytes, 0, bytes.length, ExtraPaths.none(), request);
  }
}
