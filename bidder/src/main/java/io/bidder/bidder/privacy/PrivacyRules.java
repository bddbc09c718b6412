package io.bidder.bidder.privacy;

import io.bidder.bidder.config.PrivacyConfig;
import io.bidder.bidder.json.Text;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.Device;
import io.bidder.bidder.openrtb.ExtraPaths;
import io.bidder.bidder.openrtb.Geo;
import io.bidder.bidder.openrtb.IntList;
import io.bidder.bidder.openrtb.Regs;
import io.bidder.bidder.openrtb.TextList;
import io.bidder.bidder.openrtb.User;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a request's privacy signals leave to be used of what it says of a person, and has the
 * rest forgotten before anything else sees the request. Of several signals the strictest counts;
 * docs/reference/privacy.md says what each takes away. The end of an IP address, which nothing here
 * has a use for, is always forgotten.
 *
 * <p>One thread's: it knows the latest consent strings, and allocates nothing for those.
 */
public final class PrivacyRules {
  /** Consent strings that are known, of which a few thousand make up most of any traffic. */
  private static final int CONSENT_SLOTS = 1024;

  private static final int GPP_SLOTS = 256;

  /** Bits of an IPv4 address that are kept are 24; of an IPv6 address 48. */
  private static final int IPV6_GROUPS_KEPT = 3;

  private static final List<Signal> SIGNALS = List.of(Signal.values());

  private final PrivacyConfig config;
  private final String[] sensitiveSegments;
  private final TextCache<Consent> consents;
  private final TextCache<GppText> platforms;

  // What was found in the request that was looked at last.
  private int found;
  private int consented;
  private boolean hasConsent;

  /** The rules for whom a configuration says that we are. */
  public PrivacyRules(PrivacyConfig config) {
    this.config = config;
    sensitiveSegments = config.sensitiveSegments().toArray(new String[0]);
    consents = new TextCache<>(CONSENT_SLOTS, text -> Consent.read(text, config));
    platforms = new TextCache<>(GPP_SLOTS, text -> GppText.read(text, config));
  }

  /** The request's signals against uses of personal data. */
  public List<Signal> signals(BidRequest request) {
    look(request);
    return SIGNALS.stream().filter(signal -> (found & signal.bit()) != 0).toList();
  }

  /**
   * Looks at a request's signals, and forgets of the request what they do not allow to be used.
   *
   * @param extras the paths whose values the request has beside its own fields
   */
  public Permissions permit(BidRequest request, ExtraPaths extras) {
    look(request);
    Permissions permissions = Permissions.of(allowed(), hasConsent);
    forget(request, extras, permissions);
    return permissions;
  }

  private int allowed() {
    int allowed = consented;
    for (int i = 0; found != 0 && i < SIGNALS.size(); i++) {
      Signal signal = SIGNALS.get(i);
      allowed &= (found & signal.bit()) == 0 ? Use.ALL : ~signal.taken();
    }
    return allowed;
  }

  private void look(BidRequest request) {
    Device device = request.device;
    Regs regs = request.regs;
    found = 0;
    find(Signal.COPPA, regs.coppa);
    find(Signal.LIMITED_TRACKING, device.lmt);
    find(Signal.DO_NOT_TRACK, device.dnt);
    find(
        Signal.NO_TRACKING_AUTHORIZATION,
        device.atts != BidRequest.NONE && device.atts != Device.ATTS_AUTHORIZED);
    find(Signal.GLOBAL_PRIVACY_CONTROL, regs.gpc);
    find(
        Signal.US_OPT_OUT,
        UsPrivacy.optsOut(regs.usPrivacy) || UsPrivacy.optsOut(regs.usPrivacyInExt));
    consented = Use.ALL;
    hasConsent = false;
    lookAtConsents(request);
  }

  private void find(Signal signal, boolean is) {
    found |= is ? signal.bit() : 0;
  }

  /** Looks at the strings that a reader is needed for. */
  private void lookAtConsents(BidRequest request) {
    Regs regs = request.regs;
    GppText gpp = regs.gpp.isEmpty() ? null : platforms.get(regs.gpp);
    GppText other = regs.gppInExt.isEmpty() ? null : platforms.get(regs.gppInExt);
    lookAt(gpp, regs.gppSid);
    lookAt(other, regs.gppSid);
    find(Signal.GPP_NOT_READ, lacksSection(gpp, other, regs.gppSid));
    boolean isEuropean = regs.gdpr == 1 || regs.gppSid.contains(GppText.TCF_EU);
    if (regs.gdpr == 0 && !isEuropean) {
      return;
    }
    take(request.user.consent);
    take(request.user.consentInExt);
    take(gpp);
    take(other);
    if (isEuropean && !hasConsent) {
      consented = 0;
      found |= Signal.NO_CONSENT.bit();
    } else if (hasConsent && config.vendorId() == PrivacyConfig.NO_VENDOR) {
      found |= Signal.NO_VENDOR.bit();
    } else if (consented != Use.ALL) {
      found |= Signal.CONSENT_LIMITED.bit();
    }
  }

  private void lookAt(@Nullable GppText gpp, IntList applying) {
    found |= gpp == null ? 0 : gpp.signals(applying);
  }

  /** Tells whether a section is said to apply that no string has. */
  private static boolean lacksSection(
      @Nullable GppText gpp, @Nullable GppText other, IntList applying) {
    for (int i = 0; i < applying.size(); i++) {
      int id = applying.get(i);
      if (id > GppText.HEADER
          && (gpp == null || !gpp.has(id))
          && (other == null || !other.has(id))) {
        return true;
      }
    }
    return false;
  }

  private void take(Text consent) {
    if (!consent.isEmpty()) {
      take(consents.get(consent));
    }
  }

  private void take(@Nullable GppText gpp) {
    Consent consent = gpp == null ? null : gpp.consent();
    if (consent != null) {
      take(consent);
    }
  }

  private void take(Consent consent) {
    if (consent.state() == Consent.State.READ) {
      hasConsent = true;
      consented &= consent.allowed();
    }
  }

  private void forget(BidRequest request, ExtraPaths extras, Permissions permissions) {
    boolean ids = permissions.allows(Use.IDS);
    boolean segments = permissions.allows(Use.SEGMENTS);
    boolean place = permissions.allows(Use.PRECISE_PLACE);
    if (!ids) {
      forgetIds(request);
    }
    if (!segments) {
      forgetPerson(request.user);
    } else if (sensitiveSegments.length > 0) {
      forgetSensitive(request.user.segments);
    }
    if (!place) {
      coarsen(request.user.geo);
      coarsen(request.device.geo);
    }
    if (!ids || !segments || !place) {
      forgetExtras(request, extras, permissions);
    }
    truncateIpv4(request.device.ip);
    truncateIpv6(request.device.ipv6);
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

  /** Keeps the other segments, in their order. */
  private void forgetSensitive(TextList segments) {
    int kept = 0;
    for (int i = 0; i < segments.size(); i++) {
      if (!isSensitive(segments.get(i))) {
        if (kept < i) {
          segments.get(kept).set(segments.get(i));
        }
        kept++;
      }
    }
    while (segments.size() > kept) {
      segments.removeLast();
    }
  }

  private boolean isSensitive(Text segment) {
    for (String sensitive : sensitiveSegments) {
      if (segment.contentEquals(sensitive)) {
        return true;
      }
    }
    return false;
  }

  private static void coarsen(Geo geo) {
    geo.lat = Double.NaN;
    geo.lon = Double.NaN;
    geo.zip.clear();
  }

  private static void forgetExtras(BidRequest request, ExtraPaths extras, Permissions permissions) {
    List<String> paths = extras.paths();
    for (int i = 0; i < paths.size(); i++) {
      if (!permissions.allowReading(paths.get(i))) {
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
