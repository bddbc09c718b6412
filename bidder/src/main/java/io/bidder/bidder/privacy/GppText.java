package io.bidder.bidder.privacy;

import com.iab.gpp.encoder.GppModel;
import com.iab.gpp.encoder.section.EncodableSection;
import io.bidder.bidder.config.PrivacyConfig;
import io.bidder.bidder.openrtb.IntList;
import io.bidder.bidder.openrtb.Regs;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a string of the Global Privacy Platform says, section by section. Immutable.
 *
 * <p>The string's header is read here and its US sections by the IAB's library: the latter would
 * make lists of all numbers of the ranges that a header or a European section names, which who
 * sends it may make as long as memory.
 *
 * @see <a
 *     href="https://github.com/InteractiveAdvertisingBureau/Global-Privacy-Platform/tree/main/Core">
 *     the IAB Tech Lab's Global Privacy Platform</a>
 */
final class GppText {
  /** The section with a consent string of Europe's framework. */
  static final int TCF_EU = 2;

  /** The section that a string's header is. */
  static final int HEADER = 3;

  static final int MAX_CHARS = 8192;
  private static final int MAX_US_SECTION_CHARS = 256;
  private static final int US_PRIVACY = 6;

  /** A header's type, 3 in six bits, as the first letter. */
  private static final char HEADER_TYPE = 'D';

  private static final List<String> OPT_OUTS =
      List.of("SaleOptOut", "SharingOptOut", "TargetedAdvertisingOptOut");
  private static final List<String> NOTICES =
      List.of(
          "SharingNotice",
          "ProcessingNotice",
          "SaleOptOutNotice",
          "SharingOptOutNotice",
          "TargetedAdvertisingOptOutNotice");
  private static final String CONSENTS = "PersonalDataConsents";
  private static final String ADDITIONAL_CONSENT = "AdditionalDataProcessingConsent";
  private static final String SERVICE_PROVIDER = "MspaServiceProviderMode";
  private static final String SENSITIVE = "SensitiveDataProcessing";
  private static final String CHILD = "KnownChildSensitiveDataConsents";
  private static final String CONTROL = "Gpc";

  /** Opted out, and of a consent that there is none. */
  private static final int YES = 1;

  /** Of a notice, that none was given. */
  private static final int NOT_GIVEN = 2;

  /** What is no GPP at all. */
  private static final GppText NONE = new GppText(true, new int[0], new int[0], null);

  /** A text that looks like GPP and cannot be read: whatever it says, it may be a refusal. */
  private static final GppText DAMAGED = new GppText(false, new int[0], new int[0], null);

  private final boolean isRead;
  private final int[] ids;

  /** Bits of the {@link Signal}s of each section. */
  private final int[] signals;

  private final @Nullable Consent consent;

  private GppText(boolean isRead, int[] ids, int[] signals, @Nullable Consent consent) {
    this.isRead = isRead;
    this.ids = ids;
    this.signals = signals;
    this.consent = consent;
  }

  /** Reads a string; whatever it is, nothing is thrown. */
  static GppText read(String text, PrivacyConfig terms) {
    if (text.length() > MAX_CHARS) {
      return DAMAGED;
    }
    if (text.isEmpty() || text.charAt(0) != HEADER_TYPE) {
      return text.equals(Regs.NOT_UNDERSTOOD) ? DAMAGED : NONE;
    }
    String[] parts = text.split("~", -1);
    List<Integer> ids = GppHeader.sections(parts[0]);
    if (ids == null || ids.size() != parts.length - 1) {
      return DAMAGED;
    }
    int[] numbers = new int[ids.size()];
    int[] signals = new int[ids.size()];
    Consent consent = null;
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = ids.get(i);
      if (numbers[i] == TCF_EU) {
        consent = Consent.read(parts[i + 1], terms);
      } else {
        signals[i] = section(numbers[i], parts[i + 1]);
      }
    }
    return new GppText(true, numbers, signals, consent);
  }

  private static int section(int id, String text) {
    if (id < US_PRIVACY || text.length() > MAX_US_SECTION_CHARS) {
      return Signal.GPP_NOT_READ.bit();
    }
    if (id == US_PRIVACY) {
      return UsPrivacy.optsOut(text) ? Signal.US_OPT_OUT.bit() : 0;
    }
    try {
      GppModel model = new GppModel();
      model.decodeSection(id, text);
      EncodableSection section = model.getSection(id);
      return section == null || section.getVersion() != version(text)
          ? Signal.GPP_NOT_READ.bit()
          : signals(section);
    } catch (RuntimeException | StackOverflowError e) {
      return Signal.GPP_NOT_READ.bit();
    }
  }

  private static int version(String section) {
    return section.isEmpty() ? -1 : GppHeader.sixBits(section.charAt(0));
  }

  private static int signals(EncodableSection section) {
    boolean optsOut =
        is(section, CONSENTS, YES)
            || is(section, ADDITIONAL_CONSENT, YES)
            || is(section, SERVICE_PROVIDER, YES)
            || (section.hasField(CONTROL) && Boolean.TRUE.equals(section.getFieldValue(CONTROL)));
    for (String name : OPT_OUTS) {
      optsOut |= is(section, name, YES);
    }
    for (String name : NOTICES) {
      optsOut |= is(section, name, NOT_GIVEN);
    }
    int signals = optsOut ? Signal.US_OPT_OUT.bit() : 0;
    if (numbers(section, SENSITIVE).contains(YES)) {
      signals |= Signal.SENSITIVE_OPT_OUT.bit();
    }
    if (numbers(section, CHILD).stream().anyMatch(age -> age != 0)) {
      signals |= Signal.KNOWN_CHILD.bit();
    }
    return signals;
  }

  private static boolean is(EncodableSection section, String name, int value) {
    return numbers(section, name).contains(value);
  }

  /** A field's number, or its list of numbers. */
  private static List<Integer> numbers(EncodableSection section, String name) {
    List<Integer> numbers = new ArrayList<>();
    Object value = section.hasField(name) ? section.getFieldValue(name) : null;
    if (value instanceof Integer number) {
      numbers.add(number);
    } else if (value instanceof List<?> list) {
      list.forEach(one -> numbers.add((Integer) one));
    }
    return numbers;
  }

  /** The consent string of its European section; null where it has none. */
  @Nullable Consent consent() {
    return consent;
  }

  boolean isRead() {
    return isRead;
  }

  /** Tells whether it has a section. */
  boolean has(int id) {
    for (int own : ids) {
      if (own == id) {
        return true;
      }
    }
    return false;
  }

  /**
   * The signals of the sections that apply.
   *
   * @param applying their ids; all do where it names none
   */
  int signals(IntList applying) {
    int found = isRead ? 0 : Signal.GPP_NOT_READ.bit();
    boolean all = namesNone(applying);
    for (int i = 0; i < ids.length; i++) {
      found |= all || applying.contains(ids[i]) ? signals[i] : 0;
    }
    return found;
  }

  /** 0 says that it is not known which sections apply. */
  private static boolean namesNone(IntList applying) {
    return applying.isEmpty() || applying.contains(0);
  }
}
