package io.bidder.bidder.campaign;

import io.bidder.bidder.names.Bundles;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An ad of a campaign, which it does not know itself. Immutable.
 *
 * @param id {@code bid.crid}
 * @param adId {@code bid.adid}
 * @param content its kind and its markup
 * @param attributes {@code bid.attr}, held against {@code battr}
 * @param languages ISO-639-1, held against {@code wlang}; empty for an ad without words
 * @param categories {@code bid.cat}, held against {@code bcat}, in the advertiser's taxonomy
 * @param bundle the app that is advertised, {@code bid.bundle}; empty for none
 * @param secure whether everything it loads comes over HTTPS
 * @param landing the page that a click goes to, where the bidder counts it; null if it does not
 * @param delivery whether the markup stands in the bid or is fetched on a win
 * @param caps on how often a person is shown it
 * @param apis frameworks that it needs, held against {@code api}
 * @param features further values that a model's {@code creative.<name>} features read
 */
public record Creative(
    String id,
    String adId,
    CreativeContent content,
    List<Integer> attributes,
    List<String> languages,
    List<String> categories,
    String bundle,
    boolean secure,
    @Nullable Markup landing,
    Delivery delivery,
    List<Cap> caps,
    Apis apis,
    Map<String, String> features) {
  public Creative {
    caps = List.copyOf(caps);
    attributes = List.copyOf(attributes);
    languages = List.copyOf(languages);
    categories = List.copyOf(categories);
    features = Map.copyOf(features);
  }

  /** An ad without caps that needs no frameworks. */
  public Creative(
      String id,
      String adId,
      CreativeContent content,
      List<Integer> attributes,
      List<String> languages,
      List<String> categories,
      String bundle,
      boolean secure,
      @Nullable Markup landing,
      Delivery delivery,
      Map<String, String> features) {
    this(
        id,
        adId,
        content,
        attributes,
        languages,
        categories,
        bundle,
        secure,
        landing,
        delivery,
        List.of(),
        Apis.NONE,
        features);
  }

  /** Its own categories and its advertiser's. */
  public List<String> allCategories(Advertiser advertiser) {
    return Stream.concat(categories.stream(), advertiser.categories().stream()).distinct().toList();
  }

  /** The app that is advertised, as apps are compared; empty for none. */
  public String app() {
    return Bundles.of(bundle);
  }

  /** The way that the markup takes to the page. */
  public enum Delivery {
    /** In {@code bid.adm}. */
    ADM,
    /** As the answer to the win notice, {@code bid.nurl}. */
    NURL
  }
}
