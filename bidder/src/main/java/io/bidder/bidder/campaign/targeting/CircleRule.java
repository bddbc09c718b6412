package io.bidder.bidder.campaign.targeting;

import io.bidder.bidder.campaign.Rule;
import io.bidder.bidder.campaign.rules.Words;
import io.bidder.bidder.openrtb.Geo;
import io.bidder.settings.Section;
import io.bidder.settings.Type;
import io.bidder.settings.Types;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Circles, of which the device must be in one. */
public final class CircleRule extends TargetingRule<List<CircleRule.Circle>> {
  public static final double EARTH_RADIUS_KM = 6371.0088;

  private static final double MAX_RADIUS_KM = 20_040;

  private final String key;

  CircleRule(Rule rule, String key) {
    super(rule);
    this.key = key;
  }

  /** Everything within {@code radiusKm} of a point. */
  public record Circle(double lat, double lon, double radiusKm) {
    @Override
    public String toString() {
      return "within " + radiusKm + " km of " + lat + "/" + lon;
    }
  }

  /** The place of the device, whose coordinates are NaN where they are not known. */
  public Geo place(TargetedRequest request) {
    return request.request().device.geo;
  }

  @Override
  @Nullable List<Circle> read(Section section, Type<String> exchange) {
    List<Circle> circles = section.maps(key, CircleRule::circle).or(List.of());
    return circles.isEmpty() ? null : List.copyOf(circles);
  }

  private static Circle circle(Section section) {
    return new Circle(
        section.get("lat", Types.number(-90, 90)).required(),
        section.get("lon", Types.number(-180, 180)).required(),
        section.get("radiusKm", Types.number(0.001, MAX_RADIUS_KM)).required());
  }

  @Override
  boolean isMet(List<Circle> wanted, TargetedRequest request) {
    return wanted.stream().anyMatch(circle -> isWithin(circle, place(request)));
  }

  @Override
  String why(List<Circle> wanted, TargetedRequest request) {
    Geo geo = place(request);
    return Words.unmet(
        Double.isNaN(geo.lat) || Double.isNaN(geo.lon)
            ? List.of()
            : List.of(geo.lat + "/" + geo.lon),
        wanted.stream().map(Circle::toString).toList());
  }

  /** The haversine formula. */
  private static boolean isWithin(Circle circle, Geo geo) {
    double sinLat = Math.sin(Math.toRadians(geo.lat - circle.lat) / 2);
    double sinLon = Math.sin(Math.toRadians(geo.lon - circle.lon) / 2);
    double a =
        sinLat * sinLat
            + Math.cos(Math.toRadians(geo.lat))
                * Math.cos(Math.toRadians(circle.lat))
                * sinLon
                * sinLon;
    double km = 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(a)));
    return km <= circle.radiusKm;
  }
}
