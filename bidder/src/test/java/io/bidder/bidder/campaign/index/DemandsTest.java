package io.bidder.bidder.campaign.index;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a request demands of an ad, which it has or has not. */
class DemandsTest {
  private static final String SLOT = "'banner': {'w': 300, 'h': 250}";
  private static final String MP4 = "<MediaFile type=\"video/mp4\">https://a.example/v</MediaFile>";
  private static final String PROGRAM =
      "<MediaFile type=\"application/javascript\" apiFramework=\"VPAID\">"
          + "https://a.example/p</MediaFile>";
  private static final String MEASURED =
      "<AdVerifications><Verification><JavaScriptResource apiFramework=\"omid\">"
          + "https://a.example/o</JavaScriptResource></Verification></AdVerifications>";

  @TempDir private Path directory = Path.of("");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "IAB2 | IAB4 | ~'acat': ['IAB2', 'IAB4']~ | ~~",
        "IAB2-1 | IAB4-2 | ~'acat': ['IAB2', 'iab4']~ | ~~",
        "IAB2-1 | IAB2-2 | ~'acat': ['IAB2-1', 'IAB2-2', 'IAB9']~ | ~~",
        "IAB2 | IAB4 | ~'acat': ['IAB2']~ | CATEGORY_NOT_ALLOWED",
        "IAB2 | IAB4 | ~'acat': ['IAB4']~ | CATEGORY_NOT_ALLOWED",
        "IAB2 | ~~ | ~'acat': ['IAB2']~ | ~~",
        "~~ | IAB2 | ~'acat': ['IAB2']~ | ~~",
        "~~ | ~~ | ~'acat': ['IAB2']~ | CATEGORY_NOT_ALLOWED",
        "IAB2 | ~~ | ~'acat': ['IAB2-1']~ | CATEGORY_NOT_ALLOWED",
        "IAB22 | ~~ | ~'acat': ['IAB2']~ | CATEGORY_NOT_ALLOWED",
        "IAB2 | ~~ | ~'acat': []~ | ~~",
        "IAB2 | ~~ | ~'acat': 'IAB2'~ | ~~",
        "IAB2 | ~~ | ~'acat': ['IAB2'], 'bcat': ['IAB2']~ | CATEGORY_BLOCKED",
        "IAB2 | ~~ | ~'acat': ['IAB4'], 'cattax': 1~ | CATEGORY_NOT_ALLOWED",
      })
  void adShouldBeInCategoriesThatAreAllowed(
      String ofAdvertiser, String ofAd, String request, String rule) throws IOException {
    String creative =
        "creatives: [{id: k, categories: [%s], banner: {size: 300x250, markup: a}}]"
            .formatted(ofAd);
    String advertiser = "domain: a.example, categories: [" + ofAdvertiser + "]";
    assertEquals(rule, OneCampaign.stoppedBy(directory, advertiser, creative, SLOT, request));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "1 | IAB2-6 | bid | ~'cattax': 2, 'bcat': ['1']~ | CATEGORY_BLOCKED",
        "1 | IAB2-6 | bid | ~'cattax': 2, 'bcat': ['2']~ | CATEGORY_BLOCKED",
        "1 | IAB2-6 | bid | ~'cattax': 2, 'bcat': ['8', '9']~ | CATEGORY_BLOCKED",
        "1 | IAB2-6 | noBid | ~'cattax': 2, 'bcat': ['9']~ | ~~",
        "1 | IAB7-39 | bid | ~'cattax': '2', 'bcat': [286]~ | CATEGORY_BLOCKED",
        "2 | 8 | bid | ~'bcat': ['IAB2']~ | CATEGORY_BLOCKED",
        "2 | 8 | bid | ~'cattax': 1, 'bcat': ['IAB2-6']~ | CATEGORY_BLOCKED",
        "2 | 8 | noBid | ~'cattax': 1, 'bcat': ['IAB2-7']~ | ~~",
        "2 | 8 | bid | ~'cattax': 2, 'bcat': ['1']~ | CATEGORY_BLOCKED",
        "1 | IAB2-6 | bid | ~'cattax': 7, 'bcat': ['1']~ | ~~",
        "1 | IAB2-6 | noBid | ~'cattax': 7, 'bcat': ['1']~ | CATEGORY_UNKNOWN",
        "1 | IAB25-3 | noBid | ~'cattax': 2, 'bcat': ['1']~ | CATEGORY_UNKNOWN",
        "1 | IAB25-3 | bid | ~'cattax': 2, 'bcat': ['1']~ | ~~",
        "1 | IAB2-6 | noBid | ~'cattax': 7~ | ~~",
        "1 | ~~ | noBid | ~'cattax': 7, 'bcat': ['1']~ | ~~",
        "3 | 1001 | noBid | ~'bcat': ['IAB2']~ | CATEGORY_UNKNOWN",
        "3 | 1001 | noBid | ~'cattax': 3, 'bcat': ['1001']~ | CATEGORY_BLOCKED",
        "1 | IAB2-6 | bid | ~'cattax': 2, 'acat': ['1']~ | ~~",
        "1 | IAB2-6 | bid | ~'cattax': 2, 'acat': ['52']~ | CATEGORY_NOT_ALLOWED",
        "1 | IAB2-6 | bid | ~'cattax': 7, 'acat': ['1']~ | CATEGORY_NOT_ALLOWED",
      })
  void categoriesShouldBeHeldAgainstThoseOfAnotherTaxonomy(
      int taxonomy, String category, String otherwise, String request, String rule)
      throws IOException {
    String advertiser =
        "domain: a.example, categoryTaxonomy: %d, otherTaxonomies: %s"
            .formatted(taxonomy, otherwise);
    String creative =
        "creatives: [{id: k, categories: [%s], banner: {size: 300x250, markup: a}}]"
            .formatted(category.isEmpty() ? "" : "'" + category + "'");
    assertEquals(rule, OneCampaign.stoppedBy(directory, advertiser, creative, SLOT, request));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "PROGRAM | ~'w': 640, 'api': [1, 2]~ | ~~",
        "PROGRAM | ~'w': 640, 'api': [2]~ | ~~",
        "PROGRAM | ~'w': 640, 'api': ['1']~ | ~~",
        "PROGRAM | ~'w': 640, 'api': [7]~ | API",
        "PROGRAM | ~'w': 640~ | API",
        "PROGRAM | ~'w': 640, 'api': []~ | API",
        "MP4PROGRAM | ~'w': 640~ | ~~",
        "MP4 | ~'w': 640~ | ~~",
        "MP4MEASURED | ~'w': 640, 'api': [7]~ | ~~",
        "MP4MEASURED | ~'w': 640, 'api': [1, 2]~ | API",
        "PROGRAMMEASURED | ~'w': 640, 'api': [2, 7]~ | ~~",
        "PROGRAMMEASURED | ~'w': 640, 'api': [2]~ | API",
      })
  void spotShouldNeedThePlayersFrameworks(String content, String video, String rule)
      throws IOException {
    String vast = "<VAST version=\"4.1\"><Ad><InLine>" + content + "</InLine></Ad></VAST>";
    String mime = content.startsWith("MP4") ? "video/mp4" : "application/javascript";
    String creative =
        "creatives: [{id: k, video: {size: 640x480, durationSeconds: 15, mimes: [%s], markup: '%s'}}]"
            .formatted(
                mime,
                vast.replace("MP4", MP4).replace("PROGRAM", PROGRAM).replace("MEASURED", MEASURED));
    assertEquals(rule, stoppedBy(creative, "'video': {" + video + "}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "~~ | <b>ad</b> | ~~ | ~~",
        "~~ | <b>Omid</b> | ~~ | ~~",
        "~~ | <script src=mraid.js></script> | ~~ | API",
        "~~ | <script src=mraid.js></script> | ~, 'api': [1, 7]~ | API",
        "~~ | <script src=mraid.js></script> | ~, 'api': [3]~ | ~~",
        "~~ | <script src=MRAID.js></script> | ~, 'api': [5]~ | ~~",
        "~~ | <script src=https://c.example/omid-session-client.js></script> | ~, 'api': [5]~ |"
            + " API",
        "~~ | <script src=https://c.example/omid-session-client.js></script> | ~, 'api': [7]~ | ~~",
        "~apis: [6],~ | a | ~, 'api': [5]~ | API",
        "~apis: [6],~ | a | ~, 'api': [5, 6]~ | ~~",
        "~apis: [6, 7],~ | a | ~, 'api': [6]~ | API",
        "~apis: [6],~ | <script src=mraid.js></script> | ~, 'api': [3, 5]~ | API",
      })
  void bannerShouldNeedThePagesFrameworks(String keys, String markup, String api, String rule)
      throws IOException {
    String creative =
        "creatives: [{id: k, %s banner: {size: 300x250, markup: '%s'}}]".formatted(keys, markup);
    assertEquals(rule, stoppedBy(creative, "'banner': {'w': 300, 'h': 250" + api + "}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "15 | ~'maxduration': 15~ | ~~",
        "30 | ~'maxduration': 15~ | MEDIA",
        "30 | ~'maxduration': 15, 'maxextended': 0~ | MEDIA",
        "30 | ~'maxduration': 15, 'maxextended': 14~ | MEDIA",
        "30 | ~'maxduration': 15, 'maxextended': 15~ | ~~",
        "30 | ~'maxduration': 15, 'maxextended': -1~ | ~~",
        "30 | ~'maxextended': 5~ | ~~",
        "30 | ~'poddur': 60~ | ~~",
        "30 | ~'poddur': 30, 'maxseq': 1~ | ~~",
        "30 | ~'poddur': 29~ | MEDIA",
        "30 | ~'poddur': 20, 'maxduration': 60~ | MEDIA",
        "30 | ~'poddur': 60, 'maxduration': 20~ | MEDIA",
        "30 | ~'poddur': 20, 'maxduration': 15, 'maxextended': -1~ | MEDIA",
        "30 | ~'rqddurs': [15, 30]~ | ~~",
        "20 | ~'rqddurs': [15, 30]~ | MEDIA",
        "30 | ~'poddur': 'long'~ | ~~",
      })
  void spotShouldBeNoLongerThanItsSlot(int seconds, String lengths, String rule)
      throws IOException {
    for (String kind : new String[] {"video", "audio"}) {
      String creative =
          "creatives: [{id: k, %s: {%s durationSeconds: %d, mimes: [video/mp4], markup: '%s'}}]"
              .formatted(
                  kind,
                  kind.equals("video") ? "size: 640x480, " : "",
                  seconds,
                  "<VAST version=\"4.1\"><Ad><InLine>" + MP4 + "</InLine></Ad></VAST>");
      assertEquals(rule, stoppedBy(creative, "'" + kind + "': {" + lengths + "}"), kind);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "300x250 | ~'w': 320, 'h': 480~ | ~~",
        "320x480 | ~'w': 320, 'h': 480~ | ~~",
        "320x481 | ~'w': 320, 'h': 480~ | SIZE",
        "728x90 | ~'w': 320, 'h': 480~ | SIZE",
        "320x480 | ~'w': 1080, 'h': 1920~ | ~~",
        "320x480 | ~'w': 1080, 'h': 1920, 'pxratio': 3~ | ~~",
        "768x1024 | ~'w': 1080, 'h': 1920, 'pxratio': 3~ | SIZE",
        "361x50 | ~'w': 1080, 'h': 1920, 'pxratio': '3.0'~ | SIZE",
        "768x1024 | ~'w': 1080, 'h': 1920, 'pxratio': 0~ | ~~",
        "2000x2000 | ~'w': 0, 'h': 0~ | ~~",
        "2000x2000 | ~'os': 'iOS'~ | ~~",
      })
  void interstitialShouldTakeWhatFitsTheScreenWhenItHasNoSize(
      String size, String device, String rule) throws IOException {
    String creative = "creatives: [{id: k, banner: {size: %s, markup: a}}]".formatted(size);
    for (String slot : new String[] {"'banner': {}", "'banner': {'w': 0, 'pos': 7}"}) {
      assertEquals(
          rule,
          OneCampaign.stoppedBy(
              directory,
              "domain: a.example",
              creative,
              "'instl': 1, " + slot,
              "'device': {" + device + "}"),
          slot);
    }
  }

  private String stoppedBy(String creatives, String imp) throws IOException {
    return OneCampaign.stoppedBy(directory, "domain: a.example", creatives, imp, "");
  }
}
