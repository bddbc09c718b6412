package io.bidder.bidder.campaign.index;

import io.bidder.bidder.campaign.targeting.CircleRule;
import io.bidder.bidder.campaign.targeting.CircleRule.Circle;
import java.util.ArrayList;
import java.util.List;
import org.agrona.collections.IntArrayList;

/**
 * The circles that campaigns want to be in. Immutable.
 *
 * <p>Points stand on the unit sphere, where a distance on the ground is a chord: comparing squared
 * chords takes no trigonometry per circle, so that thousands of circles are simply all looked at.
 */
final class Circles {
  private final int[] campaigns;
  private final double[] points;
  private final double[] squaredChords;

  private Circles(IntArrayList campaigns, List<Circle> circles) {
    this.campaigns = campaigns.toIntArray();
    points = new double[3 * circles.size()];
    squaredChords = new double[circles.size()];
    for (int i = 0; i < squaredChords.length; i++) {
      Circle circle = circles.get(i);
      points[3 * i] = x(circle.lat(), circle.lon());
      points[3 * i + 1] = y(circle.lat(), circle.lon());
      points[3 * i + 2] = z(circle.lat());
      double halfAngle = Math.min(Math.PI / 2, circle.radiusKm() / CircleRule.EARTH_RADIUS_KM / 2);
      double chord = 2 * Math.sin(halfAngle);
      squaredChords[i] = chord * chord;
    }
  }

  /** Adds the campaigns, of those still eligible, that have the point within a circle. */
  void allow(double lat, double lon, Eligible eligible) {
    double x = x(lat, lon);
    double y = y(lat, lon);
    double z = z(lat);
    for (int i = 0; i < campaigns.length; i++) {
      double dx = points[3 * i] - x;
      double dy = points[3 * i + 1] - y;
      double dz = points[3 * i + 2] - z;
      if (dx * dx + dy * dy + dz * dz <= squaredChords[i]
          && Bits.get(eligible.bits, campaigns[i])) {
        eligible.allow(campaigns[i]);
      }
    }
  }

  private static double x(double lat, double lon) {
    return Math.cos(Math.toRadians(lat)) * Math.cos(Math.toRadians(lon));
  }

  private static double y(double lat, double lon) {
    return Math.cos(Math.toRadians(lat)) * Math.sin(Math.toRadians(lon));
  }

  private static double z(double lat) {
    return Math.sin(Math.toRadians(lat));
  }

  /** Gathers the circles. */
  static final class Builder {
    private final IntArrayList campaigns = new IntArrayList();
    private final List<Circle> circles = new ArrayList<>();

    void add(int campaign, Circle circle) {
      campaigns.addInt(campaign);
      circles.add(circle);
    }

    Circles build() {
      return new Circles(campaigns, circles);
    }
  }
}
