package io.bidder.modelstore.schema;

import io.bidder.settings.Suggestions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The sources that a bid can have a value of: every field of a bid request of OpenRTB 2.5 and 2.6
 * (but for some that the bidder makes a field of its own of, such as {@code device.browser}),
 * whatever an exchange puts into an object's {@code ext}, attributes of campaigns and creatives,
 * and what is derived of a request. A feature that reads another one is missing in every bid.
 *
 * @see <a href="https://github.com/InteractiveAdvertisingBureau/openrtb2.x">OpenRTB 2.x</a>
 */
public final class KnownSources {
  private static final String EXT = ".ext.";

  /** The sources that a schema file's features without one get. */
  private static final String LOG = "log.";

  private static final int NAMES_SHOWN = 3;

  private static final String CONTENT =
      "id episode title series season artist genre gtax genres album isrc url cattax cat prodq"
          + " videoquality context contentrating userrating qagmediarating keywords kwarray"
          + " livestream sourcerelationship len language langb embeddable";

  private static final String VIDEO_AND_AUDIO =
      "mimes minduration maxduration startdelay maxseq poddur protocols podid podseq rqddurs"
          + " sequence slotinpod mincpmpersec battr maxextended minbitrate maxbitrate delivery api"
          + " companiontype durfloors.mindur durfloors.maxdur durfloors.bidfloor";

  private static final String BANNER =
      "id w h wmax hmax wmin hmin btype battr pos mimes topframe expdir api vcm format.w format.h"
          + " format.wratio format.hratio format.wmin";

  private static final Set<String> REQUEST = new TreeSet<>();

  /** Of fields that have fields. */
  private static final Set<String> OBJECTS = new TreeSet<>();

  private static final List<String> TIMES =
      List.of(
          SourcePaths.LOCAL_HOUR, SourcePaths.LOCAL_DAY_OF_WEEK, SourcePaths.LOCAL_HOUR_OF_WEEK);

  static {
    fields(
        "",
        "id test at tmax wseat bseat allimps cur wlang wlangb acat bcat cattax badv bapp regs.coppa"
            + " regs.gdpr regs.gpc regs.us_privacy regs.gpp regs.gpp_sid");
    fields("source.", "fd tid pchain");
    for (String chain : new String[] {"source.schain.", "source.ext.schain."}) {
      fields(chain, "complete ver nodes.asi nodes.sid nodes.rid nodes.name nodes.domain");
    }
    imp();
    for (String inventory : new String[] {"site.", "app.", "dooh."}) {
      inventory(inventory);
    }
    device();
    geo("device.geo.");
    fields("user.", "id buyeruid yob gender keywords kwarray customdata consent");
    fields("user.eids.", "inserter matcher mm source uids.id uids.atype");
    data("user.data.");
    geo("user.geo.");
    for (String path : REQUEST) {
      for (int dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1)) {
        OBJECTS.add(path.substring(0, dot));
      }
    }
  }

  private KnownSources() {}

  /** Every field of a bid request, in alphabetical order. */
  public static Set<String> ofRequest() {
    return Collections.unmodifiableSet(REQUEST);
  }

  /**
   * Says, a feature a line, which features read what no bid has, and what may have been meant.
   * Those that read a log's column without saying where a bid has it share a line.
   */
  public static List<String> problems(FeatureSchema schema) {
    List<String> problems = new ArrayList<>();
    Map<String, String> ofLog = new LinkedHashMap<>();
    for (Feature feature : schema.features()) {
      String source = SourceLayout.sourceOf(feature);
      if (source.startsWith(LOG)) {
        ofLog.put(feature.name(), source);
      } else if (!source.isEmpty() && !isKnown(source)) {
        problems.add(
            "feature '"
                + feature.name()
                + "' reads "
                + source
                + ", which no bid has"
                + didYouMean(source));
      }
    }
    if (!ofLog.isEmpty()) {
      problems.add(
          (ofLog.size() == 1 ? "feature " : "features ")
              + shown(ofLog.keySet(), "'")
              + (ofLog.size() == 1 ? " reads " : " read ")
              + shown(ofLog.values(), "")
              + ", which no bid has: their source is to say where a bid has the same value");
    }
    return problems;
  }

  /** Tells whether a bid can have a value of the source. */
  static boolean isKnown(String path) {
    int ext = ("." + path).indexOf(EXT);
    return SourcePaths.isOfCandidate(path)
        || TIMES.contains(path)
        || REQUEST.contains(path)
        || ext == 0
        || (ext > 0 && OBJECTS.contains(path.substring(0, ext - 1)));
  }

  private static String didYouMean(String path) {
    List<String> nearest = nearest(path);
    return nearest.isEmpty()
        ? ": expected an OpenRTB field, an attribute (campaign.…, creative.…) or a time.… source"
        : ", did you mean " + String.join(" or ", nearest) + "?";
  }

  /** The known paths that end in what is nearest to the given one, the shortest first. */
  private static List<String> nearest(String path) {
    int ext = path.indexOf(EXT);
    if (ext > 0) {
      return Suggestions.nearest(path.substring(0, ext), OBJECTS).stream()
          .map(object -> object + path.substring(ext))
          .toList();
    }
    Set<String> endings = new TreeSet<>(TIMES);
    for (String known : REQUEST) {
      endings.add(known);
      for (int dot = known.indexOf('.'); dot > 0; dot = known.indexOf('.', dot + 1)) {
        endings.add(known.substring(dot + 1));
      }
    }
    return Suggestions.nearest(path, endings).stream()
        .flatMap(ending ->
            Stream.concat(TIMES.stream(), REQUEST.stream())
                .filter(known -> ("." + known).endsWith("." + ending)))
        .sorted(Comparator.comparingInt(String::length))
        .limit(NAMES_SHOWN)
        .toList();
  }

  private static String shown(Collection<String> names, String quote) {
    List<String> first =
        names.stream().limit(NAMES_SHOWN).map(name -> quote + name + quote).toList();
    int more = names.size() - first.size();
    return String.join(", ", first) + (more > 0 ? " and " + more + " more" : "");
  }

  private static void imp() {
    fields(
        "imp.",
        "id metric.type metric.value metric.vendor displaymanager displaymanagerver instl tagid"
            + " bidfloor bidfloorcur clickbrowser secure iframebuster rwdd ssai exp qty.multiplier"
            + " qty.sourcetype qty.vendor dt refresh.count refresh.refsettings.reftype"
            + " refresh.refsettings.minint");
    fields("imp.banner.", BANNER);
    fields("imp.video.", VIDEO_AND_AUDIO);
    fields(
        "imp.video.",
        "protocol w h placement plcmt linearity skip skipmin skipafter boxingallowed playbackmethod"
            + " playbackend pos poddedupe");
    fields("imp.video.companionad.", BANNER);
    fields("imp.audio.", VIDEO_AND_AUDIO + " feed stitched nvol");
    fields("imp.audio.companionad.", BANNER);
    fields("imp.native.", "ver api battr");
    for (String markup :
        new String[] {"imp.native.", "imp.native.request.", "imp.native.request.native."}) {
      fields(
          markup,
          "ver layout context contextsubtype plcmttype plcmtcnt assets.id assets.title.len"
              + " assets.img.type assets.data.type");
    }
    fields("imp.pmp.", "private_auction");
    fields(
        "imp.pmp.deals.",
        "id bidfloor bidfloorcur at wseat wadomain guar mincpmpersec durfloors.mindur"
            + " durfloors.maxdur durfloors.bidfloor");
  }

  /** A bidder reads what a site or an app has wherever an exchange puts it. */
  private static void inventory(String under) {
    fields(
        under,
        "id name domain bundle storeurl storeid ver paid page ref search mobile privacypolicy"
            + " keywords kwarray cattax cat sectioncat pagecat venuetype venuetypetax"
            + " inventorypartnerdomain");
    for (String company : new String[] {"publisher.", "content.producer."}) {
      fields(under + company, "id name cattax cat domain");
    }
    fields(under + "content.", CONTENT);
    for (String brand : new String[] {"content.network.", "content.channel."}) {
      fields(under + brand, "id name domain");
    }
    data(under + "content.data.");
  }

  private static void device() {
    fields(
        "device.",
        "dnt lmt ext.atts ua ip ipv6 devicetype make model os osv hwv h w ppi pxratio js geofetch"
            + " flashver language langb carrier mccmnc connectiontype ifa didsha1 didmd5 dpidsha1"
            + " dpidmd5 macsha1 macmd5");
    fields("device.sua.", "browsers.version mobile architecture bitness model source");
    // Derived of ua and sua: no request has it, but every bid.
    fields("device.", "browser");
  }

  private static void geo(String under) {
    fields(
        under,
        "lat lon type accuracy lastfix ipservice country region regionfips104 metro city zip"
            + " utcoffset");
  }

  private static void data(String under) {
    fields(under, "id name cids segment.id segment.name segment.value");
  }

  private static void fields(String under, String names) {
    for (String name : names.split(" ", -1)) {
      REQUEST.add(under + name);
    }
  }
}
