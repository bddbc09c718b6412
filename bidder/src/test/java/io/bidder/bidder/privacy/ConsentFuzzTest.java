package io.bidder.bidder.privacy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.bidder.bidder.config.PrivacyConfig;
import io.bidder.bidder.config.ServerConfig;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever text stands where consent belongs: it is read or is none, and is never a failure. */
class ConsentFuzzTest {
  private static final PrivacyConfig TERMS =
      ServerConfig.load(null, List.of("privacy.vendorId=" + TcStrings.VENDOR)).privacy();

  static Stream<Arguments> seeds() {
    String consent = TcStrings.all().encode();
    return Stream.of(
            consent,
            TcStrings.allBut(1).encode() + ".IFoEUQQgAIQwgIwQABAEAAAAOIAACAIAAAAQAIAgEAACEAAAAA",
            "DBABMA~" + consent,
            "DBABLA~BVQqAAAAAgA.QA",
            "DBACNYA~" + consent + "~1YNN",
            "1YNN",
            "${GDPR_CONSENT_755}",
            "null")
        .map(text -> Arguments.of((Object) text.getBytes(StandardCharsets.US_ASCII)));
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "2m")
  void anyText(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    Consent consent = Consent.read(text, TERMS);
    if ((consent.allowed() & ~Use.ALL) != 0
        || (consent.state() == Consent.State.NONE && consent.allowed() != 0)) {
      throw new AssertionError(consent);
    }
    GppText gpp = GppText.read(text, TERMS);
    Consent european = gpp.consent();
    if (european != null && (european.allowed() & ~Use.ALL) != 0) {
      throw new AssertionError(european);
    }
    for (int section = 0; section < 64; section++) {
      var _ = gpp.has(section);
    }
    UsPrivacy.optsOut(text);
  }
}
