package io.bidder.bidder.privacy;

import io.bidder.bidder.json.Text;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.Device;
import io.bidder.bidder.openrtb.ExtraPaths;
import io.bidder.bidder.openrtb.Geo;
import io.bidder.bidder.openrtb.User;
import java.util.List;

/**
 * The least that is done for a person's privacy: a request with a signal against personal data is
 * bid on as if it did not say who the person is. Ids, segments, interests, precise location, and
 * the end of the IP address are forgotten before anything else sees the request.
 *
 * <p>The signals are COPPA ({@code regs.coppa}), limited ad tracking ({@code device.lmt}), do not
 * track ({@code device.dnt}), and GDPR without a consent string ({@code regs.gdpr} 1, no {@code
 * user.consent}). Whether a consent string allows anything is not looked at here.
 *
 * <p>No state; safe from any thread.
 */
public final class PrivacyRules {
  /** Bits of an IPv4 address that are kept are 24; of an IPv6 address 48. */
  private static final int IPV6_GROUPS_KEPT = 3;

  private PrivacyRules() {}

  /** A signal that a request carries. */
  public enum Signal {
    COPPA("regs.coppa is 1"),
    LIMITED_TRACKING("device.lmt is 1"),
    DO_NOT_TRACK("device.dnt is 1"),
    NO_CONSENT("regs.gdpr is 1 and there is no consent string");

    private final String text;

    Signal(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }

    boolean isIn(BidRequest request) {
      return switch (this) {
        case COPPA -> request.regs.coppa;
        case LIMITED_TRACKING -> request.device.lmt;
        case DO_NOT_TRACK -> request.device.dnt;
        case NO_CONSENT -> request.regs.gdpr == 1 && request.user.consent.isEmpty();
      };
    }
  }

  private static final List<Signal> SIGNALS = List.of(Signal.values());

  /** The request's signals against personal data. */
  public static List<Signal> signals(BidRequest request) {
    return SIGNALS.stream().filter(signal -> signal.isIn(request)).toList();
  }

  /**
   * Looks at a request's signals, and forgets of the request what they do not allow to be used.
   *
   * @param extras the paths whose values the request has beside its own fields
   */
  public static Permissions permit(BidRequest request, ExtraPaths extras) {
    Permissions permissions = permissions(request);
    if (!permissions.mayUseIds()) {
      forgetIds(request);
    }
    if (!permissions.mayUseSegments()) {
      forgetPerson(request.user);
    }
    if (!permissions.mayUseIds() || !permissions.mayUseSegments()) {
      forgetExtras(request, extras);
    }
    if (!permissions.mayUsePrecisePlace()) {
      coarsen(request.user.geo);
      coarsen(request.device.geo);
    }
    if (!permissions.mayUseFullIp()) {
      truncateIpv4(request.device.ip);
      truncateIpv6(request.device.ipv6);
    }
    return permissions;
  }

  private static Permissions permissions(BidRequest request) {
    for (int i = 0; i < SIGNALS.size(); i++) {
      if (SIGNALS.get(i).isIn(request)) {
        return Permissions.DENIED;
      }
    }
    return request.regs.gdpr == 1 ? Permissions.WITH_CONSENT : Permissions.WITHOUT_SIGNAL;
  }

  private static void forgetIds(BidRequest request) {
    User user = request.user;
    user.id.clear();
    user.buyeruid.clear();
    user.eids.clear();
    Device device = request.device;
    device.ifa.clear();
    device.didsha1.clear();
    device.dpidsha1.clear();
    device.macsha1.clear();
  }

  private static void forgetPerson(User user) {
    user.segments.clear();
    user.keywords.clear();
    user.customdata.clear();
    user.yob = BidRequest.NONE;
    user.gender.clear();
  }

  private static void coarsen(Geo geo) {
    geo.lat = Double.NaN;
    geo.lon = Double.NaN;
    geo.zip.clear();
  }

  /** Nobody knows what an exchange puts into an extension of user or device. */
  private static void forgetExtras(BidRequest request, ExtraPaths extras) {
    List<String> paths = extras.paths();
    for (int i = 0; i < paths.size(); i++) {
      String path = paths.get(i);
      if (path.startsWith("user.") || path.startsWith("device.")) {
        request.extra.get(i).clear();
      }
    }
  }

  /** 203.0.113.77 becomes 203.0.113.0; what is no such address is forgotten. */
  private static void truncateIpv4(Text ip) {
    int dots = 0;
    int end = 0;
    for (int i = 0; i < ip.length(); i++) {
      if (ip.charAt(i) == '.') {
        dots++;
        end = i;
      }
    }
    if (dots != 3) {
      ip.clear();
      return;
    }
    ip.truncate(end + 1);
    ip.append('0');
  }

  /** 2001:db8:85a3:8d3::7 becomes 2001:db8:85a3::; an early :: leaves nothing to cut off safely. */
  private static void truncateIpv6(Text ip) {
    int groups = 0;
    for (int i = 0; i < ip.length(); i++) {
      if (ip.charAt(i) != ':') {
        continue;
      }
      groups++;
      boolean gap = i + 1 < ip.length() && ip.charAt(i + 1) == ':';
      if (groups == IPV6_GROUPS_KEPT || gap) {
        ip.truncate(i + 1);
        ip.append(':');
        return;
      }
    }
    ip.clear();
  }
}
