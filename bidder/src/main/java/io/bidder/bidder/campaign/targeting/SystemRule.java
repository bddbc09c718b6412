package io.bidder.bidder.campaign.targeting;

import io.bidder.bidder.campaign.Rule;
import io.bidder.bidder.campaign.rules.Words;
import io.bidder.bidder.json.Text;
import io.bidder.bidder.names.Systems;
import io.bidder.settings.Section;
import io.bidder.settings.Type;
import io.bidder.settings.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Operating systems, with ranges of versions, of which the device must have one. */
public final class SystemRule extends TargetingRule<List<SystemRule.OperatingSystem>> {
  private static final Pattern VERSION_FORM = Pattern.compile("\\d{1,5}(\\.\\d{1,5}){0,3}");
  private static final Type<String> VERSION =
      Type.texts("a version such as 14.2", text -> VERSION_FORM.matcher(text).matches());

  /** Larger parts of a version count as this: far above any that there is. */
  private static final int LARGEST_PART = 32_767;

  private final String key;

  SystemRule(Rule rule, String key) {
    super(rule);
    this.key = key;
  }

  /**
   * An operating system.
   *
   * @param name that it is compared by, whatever the case
   * @param minVersion such as {@code 14.2}, compared number by number; empty for any
   * @param maxVersion last one included, likewise: {@code 14} includes 14.2
   */
  public record OperatingSystem(String name, String minVersion, String maxVersion) {
    @Override
    public String toString() {
      return name
          + (minVersion.isEmpty() ? "" : " from " + minVersion)
          + (maxVersion.isEmpty() ? "" : " to " + maxVersion);
    }
  }

  /** The name of the device's system, which may be empty. */
  public Text name(TargetedRequest request) {
    return request.request().device.system;
  }

  /** The version of the device's system, which may be empty. */
  public Text version(TargetedRequest request) {
    return request.request().device.systemVersion;
  }

  @Override
  @Nullable List<OperatingSystem> read(Section section, Type<String> exchange) {
    List<OperatingSystem> systems = section.maps(key, SystemRule::system).or(List.of());
    return systems.isEmpty() ? null : List.copyOf(systems);
  }

  private static OperatingSystem system(Section section) {
    return new OperatingSystem(
        Systems.of(section.get("name", Types.TEXT).required()),
        section.get("minVersion", VERSION).or(""),
        section.get("maxVersion", VERSION).or(""));
  }

  @Override
  boolean isMet(List<OperatingSystem> wanted, TargetedRequest request) {
    String name = name(request).toString();
    List<Integer> version = parts(version(request).toString());
    return wanted.stream()
        .anyMatch(system -> TextMatch.same(system.name, name) && isWithin(system, version));
  }

  @Override
  String why(List<OperatingSystem> wanted, TargetedRequest request) {
    String system = (name(request) + " " + version(request)).strip();
    return Words.unmet(
        system.isEmpty() ? List.of() : List.of(system),
        wanted.stream().map(OperatingSystem::toString).toList());
  }

  private static boolean isWithin(OperatingSystem wanted, List<Integer> version) {
    if (wanted.minVersion.isEmpty() && wanted.maxVersion.isEmpty()) {
      return true;
    }
    List<Integer> max = parts(wanted.maxVersion);
    return !version.isEmpty()
        && compare(version, parts(wanted.minVersion)) >= 0
        && compare(version.subList(0, Math.min(version.size(), max.size())), max) <= 0;
  }

  private static List<Integer> parts(String version) {
    List<Integer> parts = new ArrayList<>();
    for (String part : version.split("[._]", -1)) {
      int digits = 0;
      int number = 0;
      while (digits < part.length() && part.charAt(digits) >= '0' && part.charAt(digits) <= '9') {
        number = Math.min(LARGEST_PART, 10 * number + part.charAt(digits++) - '0');
      }
      if (digits > 0) {
        parts.add(number);
      }
      if (digits == 0 || digits < part.length()) {
        break;
      }
    }
    return parts;
  }

  private static int compare(List<Integer> first, List<Integer> second) {
    for (int i = 0; i < Math.max(first.size(), second.size()); i++) {
      int difference =
          Integer.compare(
              i < first.size() ? first.get(i) : 0, i < second.size() ? second.get(i) : 0);
      if (difference != 0) {
        return difference;
      }
    }
    return 0;
  }
}
