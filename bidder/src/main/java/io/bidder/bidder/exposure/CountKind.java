package io.bidder.bidder.exposure;

/**
 * A way of counting impressions over time. Time is cut into units; a sliding count has one for each
 * of the last {@link #BUCKETS} units, another only one number.
 */
enum CountKind {
  SLIDING_MINUTE(1, 6_000, CountKind.BUCKETS),
  SLIDING_HOUR(2, 360_000, CountKind.BUCKETS),
  SLIDING_DAY(3, 8_640_000, CountKind.BUCKETS),
  SLIDING_WEEK(4, 60_480_000, CountKind.BUCKETS),
  // A day may have 25 hours, and begins up to 14 hours before that of UTC and 12 after it.
  CALENDAR_MINUTE(5, 60_000, 2),
  CALENDAR_HOUR(6, 3_600_000, 2),
  CALENDAR_DAY(7, 86_400_000, 3),
  CALENDAR_WEEK(8, 604_800_000, 2),
  /** Forgotten so many days after the last impression. */
  EVER(9, 86_400_000, CountKind.EVER_DAYS);

  /** Of a sliding count: a window and the begun tenth of one before it. */
  static final int BUCKETS = 11;

  static final int EVER_DAYS = 90;

  private static final CountKind[] BY_CODE = new CountKind[10];

  static {
    for (CountKind kind : values()) {
      BY_CODE[kind.code] = kind;
    }
  }

  /** The kind in a table's bytes. */
  final byte code;

  final long unitMillis;
  private final int keptUnits;

  CountKind(int code, long unitMillis, int keptUnits) {
    this.code = (byte) code;
    this.unitMillis = unitMillis;
    this.keptUnits = keptUnits;
  }

  static CountKind of(byte code) {
    return BY_CODE[code];
  }

  /** Tells whether there is a kind of a code. */
  static boolean exists(byte code) {
    return code > 0 && code < BY_CODE.length;
  }

  boolean isSliding() {
    return compareTo(CALENDAR_MINUTE) < 0;
  }

  /** Tells whether a count whose latest unit this is says nothing any more. */
  boolean isOver(int latestUnit, long epochMillis) {
    return epochMillis > (latestUnit + (long) keptUnits) * unitMillis;
  }
}
