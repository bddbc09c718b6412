package io.bidder.bidder.live;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** A campaign's figures of the last hours, by the {@value #SLOT_MINUTES} minutes they are of. */
final class Slots {
  static final int SLOT_MINUTES = 15;
  static final int COUNT = LiveFigures.WINDOW_HOURS * 60 / SLOT_MINUTES;

  private static final long SLOT_MILLIS = SLOT_MINUTES * 60_000L;

  /** The number of the slot that each place has, counted from 1970. */
  private final long[] numbers = new long[COUNT];

  private final int[] impressions = new int[COUNT];
  private final double[] predictedClicks = new double[COUNT];
  private final int[] clicks = new int[COUNT];
  private final double[] predictedOrders = new double[COUNT];
  private final int[] orders = new int[COUNT];

  static long number(long epochMillis) {
    return Math.floorDiv(epochMillis, SLOT_MILLIS);
  }

  void impression(long number, float pCtr, float pCtcvr) {
    int place = place(number);
    if (place >= 0) {
      impressions[place]++;
      predictedClicks[place] += pCtr;
      predictedOrders[place] += pCtcvr;
    }
  }

  void click(long number) {
    int place = place(number);
    if (place >= 0) {
      clicks[place]++;
    }
  }

  void order(long number) {
    int place = place(number);
    if (place >= 0) {
      orders[place]++;
    }
  }

  /** The place of a slot, which takes that of one a window before; -1 if it is too old. */
  private int place(long number) {
    int place = Math.floorMod(number, COUNT);
    if (numbers[place] > number) {
      return -1;
    }
    if (numbers[place] < number) {
      numbers[place] = number;
      impressions[place] = 0;
      predictedClicks[place] = 0;
      clicks[place] = 0;
      predictedOrders[place] = 0;
      orders[place] = 0;
    }
    return place;
  }

  /** The sums of the window that ends with a slot. */
  CampaignFigures upTo(long last) {
    long shown = 0;
    double sumOfClicks = 0;
    long clicked = 0;
    double sumOfOrders = 0;
    long ordered = 0;
    for (int place = 0; place < COUNT; place++) {
      if (numbers[place] > last - COUNT && numbers[place] <= last) {
        shown += impressions[place];
        sumOfClicks += predictedClicks[place];
        clicked += clicks[place];
        sumOfOrders += predictedOrders[place];
        ordered += orders[place];
      }
    }
    return new CampaignFigures(shown, sumOfClicks, clicked, sumOfOrders, ordered);
  }

  /** Whether nothing is in the window that ends with a slot. */
  boolean isEmpty(long last) {
    for (long number : numbers) {
      if (number > last - COUNT) {
        return false;
      }
    }
    return true;
  }

  void writeTo(DataOutputStream out) throws IOException {
    for (int place = 0; place < COUNT; place++) {
      out.writeLong(numbers[place]);
      out.writeInt(impressions[place]);
      out.writeDouble(predictedClicks[place]);
      out.writeInt(clicks[place]);
      out.writeDouble(predictedOrders[place]);
      out.writeInt(orders[place]);
    }
  }

  static Slots readFrom(DataInputStream in) throws IOException {
    Slots slots = new Slots();
    for (int place = 0; place < COUNT; place++) {
      slots.numbers[place] = in.readLong();
      slots.impressions[place] = in.readInt();
      slots.predictedClicks[place] = in.readDouble();
      slots.clicks[place] = in.readInt();
      slots.predictedOrders[place] = in.readDouble();
      slots.orders[place] = in.readInt();
    }
    return slots;
  }
}
