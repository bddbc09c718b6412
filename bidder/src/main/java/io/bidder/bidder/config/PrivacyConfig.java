package io.bidder.bidder.config;

import io.bidder.settings.Section;
import io.bidder.settings.Type;
import io.bidder.settings.Types;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Who we are to the persons that requests are about; the keys below {@code privacy}.
 *
 * @param vendorId our number in the Global Vendor List of the Transparency and Consent Framework;
 *     {@link #NO_VENDOR} if we have none
 * @param consentPurposes the framework's purposes for which we ask for consent
 * @param legitimateInterestPurposes those for which we claim a legitimate interest
 * @param flexiblePurposes those of both for which a publisher may ask for the other basis
 * @param sensitiveSegments segments that are forgotten of every request
 * @param forbiddenKinds kinds of features that no model may have, with the reasons
 * @param forbiddenFeatures names of features that no model may have, with the reasons
 */
public record PrivacyConfig(
    int vendorId,
    Set<Integer> consentPurposes,
    Set<Integer> legitimateInterestPurposes,
    Set<Integer> flexiblePurposes,
    Set<String> sensitiveSegments,
    Map<Kind, String> forbiddenKinds,
    Map<String, String> forbiddenFeatures) {
  public static final int NO_VENDOR = 0;

  /** The framework's purposes, from 1 on. */
  public static final int PURPOSES = 11;

  /** Those that the uses of personal data ask for. */
  private static final Set<Integer> ASKED_FOR = Set.of(1, 2, 3, 4, 7, 10);

  private static final Type<Set<String>> SEGMENTS =
      Type.of(
          "ids of segments such as 1032, politics",
          Set.of(),
          text -> {
            String[] ids = text.split(",", -1);
            return Arrays.stream(ids).anyMatch(String::isBlank)
                ? Optional.empty()
                : Optional.of(
                    Arrays.stream(ids).map(String::strip).collect(Collectors.toUnmodifiableSet()));
          });

  /** A kind of features, by what they tell. */
  public enum Kind {
    AGE,
    GENDER,
    PRECISE_PLACE,
    SEGMENTS,
    IDS
  }

  private static final Map<String, Kind> KINDS = byName();

  private static final int MAX_VENDOR = 65_535;

  /** Those for which the framework lets nobody claim an interest: consent, or nothing. */
  private static final Set<Integer> CONSENT_ONLY = Set.of(1, 3, 4, 5, 6);

  private static final Type<Set<Integer>> SOME_PURPOSES =
      Type.of("purposes from 1 to 11 such as 1, 2, 7, or none", Set.of(), PrivacyConfig::purposes);

  public PrivacyConfig {
    consentPurposes = Set.copyOf(consentPurposes);
    legitimateInterestPurposes = Set.copyOf(legitimateInterestPurposes);
    flexiblePurposes = Set.copyOf(flexiblePurposes);
    sensitiveSegments = Set.copyOf(sensitiveSegments);
    forbiddenKinds = Map.copyOf(forbiddenKinds);
    forbiddenFeatures = Map.copyOf(forbiddenFeatures);
  }

  /** Who we are to the framework, where nothing is forbidden. */
  public PrivacyConfig(
      int vendorId,
      Set<Integer> consentPurposes,
      Set<Integer> legitimateInterestPurposes,
      Set<Integer> flexiblePurposes) {
    this(
        vendorId,
        consentPurposes,
        legitimateInterestPurposes,
        flexiblePurposes,
        Set.of(),
        Map.of(),
        Map.of());
  }

  /** The defaults. */
  public static PrivacyConfig defaults() {
    return new PrivacyConfig(NO_VENDOR, ASKED_FOR, Set.of(), Set.of());
  }

  static PrivacyConfig read(Section section) {
    PrivacyConfig config =
        new PrivacyConfig(
            section.get("vendorId", Types.integer(1, MAX_VENDOR)).or(NO_VENDOR, ""),
            section.get("consentPurposes", SOME_PURPOSES).or(ASKED_FOR, "1, 2, 3, 4, 7, 10"),
            section.get("legitimateInterestPurposes", SOME_PURPOSES).or(Set.of(), ""),
            section.get("flexiblePurposes", SOME_PURPOSES).or(Set.of(), ""),
            section.get("sensitiveSegments", SEGMENTS).or(Set.of(), ""),
            section.map("forbiddenKinds", PrivacyConfig::kinds),
            section.map("forbiddenFeatures", names -> names.all(Types.WORDS)));
    for (int purpose : config.legitimateInterestPurposes) {
      if (CONSENT_ONLY.contains(purpose) || config.consentPurposes.contains(purpose)) {
        section.problem(
            "legitimateInterestPurposes", "none of 1, 3, 4, 5, 6 and of consentPurposes");
        break;
      }
    }
    for (int purpose : config.flexiblePurposes) {
      boolean isDeclared =
          config.consentPurposes.contains(purpose)
              || config.legitimateInterestPurposes.contains(purpose);
      if (CONSENT_ONLY.contains(purpose) || !isDeclared) {
        section.problem(
            "flexiblePurposes",
            "purposes of consentPurposes or legitimateInterestPurposes, but none of 1, 3, 4, 5, 6");
        break;
      }
    }
    return config;
  }

  private static Map<Kind, String> kinds(Section section) {
    Map<Kind, String> kinds = new EnumMap<>(Kind.class);
    section
        .all(Types.WORDS)
        .forEach((name, reason) -> {
          Kind kind = KINDS.get(name);
          if (kind == null) {
            section.remark(name, "expected one of " + String.join(", ", KINDS.keySet()));
          } else {
            kinds.put(kind, reason);
          }
        });
    return kinds;
  }

  private static Map<String, Kind> byName() {
    Map<String, Kind> kinds = new TreeMap<>();
    kinds.put("age", Kind.AGE);
    kinds.put("gender", Kind.GENDER);
    kinds.put("ids", Kind.IDS);
    kinds.put("precisePlace", Kind.PRECISE_PLACE);
    kinds.put("segments", Kind.SEGMENTS);
    return kinds;
  }

  private static Optional<Set<Integer>> purposes(String text) {
    if (text.equals("none")) {
      return Optional.of(Set.of());
    }
    Set<Integer> purposes =
        Arrays.stream(text.split(",", -1))
            .map(String::strip)
            .filter(one -> one.matches("[1-9]|1[01]"))
            .map(Integer::valueOf)
            .collect(Collectors.toCollection(TreeSet::new));
    return purposes.size() == text.split(",", -1).length ? Optional.of(purposes) : Optional.empty();
  }
}
