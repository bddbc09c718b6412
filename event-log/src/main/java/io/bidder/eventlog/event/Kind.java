package io.bidder.eventlog.event;

import io.bidder.eventlog.event.Happening.Billed;
import io.bidder.eventlog.event.Happening.Click;
import io.bidder.eventlog.event.Happening.Control;
import io.bidder.eventlog.event.Happening.Conversion;
import io.bidder.eventlog.event.Happening.Impression;
import io.bidder.eventlog.event.Happening.Loss;
import io.bidder.eventlog.event.Happening.Refund;
import io.bidder.eventlog.event.Happening.Request;
import io.bidder.eventlog.event.Happening.Win;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The kinds of event, by the number that they have in event.proto, and how each is read. */
public enum Kind {
  BID(4) {
    @Override
    Happening read(WireReader wire) {
      return readBid(wire);
    }
  },
  WIN(5) {
    @Override
    Happening read(WireReader wire) {
      Paid paid = Paid.read(wire);
      return new Win(paid.subject, paid.second, paid.third, paid.fourth);
    }
  },
  BILLED(6) {
    @Override
    Happening read(WireReader wire) {
      Paid paid = Paid.read(wire);
      return new Billed(paid.subject, paid.second, paid.third, paid.fourth);
    }
  },
  LOSS(7) {
    @Override
    Happening read(WireReader wire) {
      Paid paid = Paid.read(wire);
      return new Loss(paid.subject, (int) paid.second, paid.third, paid.fourth);
    }
  },
  IMPRESSION(8) {
    @Override
    Happening read(WireReader wire) {
      return new Impression(Paid.read(wire).subject);
    }
  },
  CLICK(9) {
    @Override
    Happening read(WireReader wire) {
      return new Click(Paid.read(wire).subject);
    }
  },
  CONVERSION(10) {
    @Override
    Happening read(WireReader wire) {
      Order order = Order.read(wire);
      return new Conversion(
          order.subject,
          order.id,
          order.valueMicros,
          order.currency,
          order.byClick,
          order.bidEpochMillis);
    }
  },
  REFUND(11) {
    @Override
    Happening read(WireReader wire) {
      Order order = Order.read(wire);
      return new Refund(order.subject, order.id, order.valueMicros, order.currency);
    }
  },
  REQUEST(12) {
    @Override
    Happening read(WireReader wire) {
      String exchange = "";
      ByteBuffer body = ByteBuffer.allocate(0);
      String reason = "";
      while (wire.next()) {
        switch (wire.field()) {
          case 1 -> exchange = wire.text();
          case 2 -> body = ByteBuffer.wrap(wire.bytes());
          case 3 -> reason = wire.text();
          default -> wire.skip();
        }
      }
      return new Request(exchange, body, reason);
    }
  },
  CONTROL(13) {
    @Override
    Happening read(WireReader wire) {
      String[] texts = {"", "", "", ""};
      while (wire.next()) {
        if (wire.field() <= texts.length) {
          texts[wire.field() - 1] = wire.text();
        } else {
          wire.skip();
        }
      }
      return new Control(texts[0], texts[1], texts[2], texts[3]);
    }
  };

  private static final @Nullable Kind[] BY_FIELD = new Kind[14];

  static {
    for (Kind kind : values()) {
      BY_FIELD[kind.field] = kind;
    }
  }

  final int field;

  Kind(int field) {
    this.field = field;
  }

  abstract Happening read(WireReader wire);

  /** The kind of a field of {@code Event}; null for none that is known here. */
  static @Nullable Kind of(int field) {
    return field < BY_FIELD.length ? BY_FIELD[field] : null;
  }

  /** Its name as in event.proto. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** A subject and the numbers of fields 2 to 4, where there are any. */
  private record Paid(Subject subject, long second, long third, long fourth) {
    static Paid read(WireReader wire) {
      Subject subject = Subject.NONE;
      long second = 0;
      long third = 0;
      long fourth = 0;
      while (wire.next()) {
        switch (wire.field()) {
          case 1 -> subject = Subject.read(wire.message());
          case 2 -> second = wire.whole();
          case 3 -> third = wire.whole();
          case 4 -> fourth = wire.whole();
          default -> wire.skip();
        }
      }
      return new Paid(subject, second, third, fourth);
    }
  }

  private record Order(
      Subject subject,
      String id,
      long valueMicros,
      String currency,
      boolean byClick,
      long bidEpochMillis) {
    static Order read(WireReader wire) {
      Subject subject = Subject.NONE;
      String id = "";
      long valueMicros = 0;
      String currency = "";
      boolean byClick = false;
      long bidEpochMillis = 0;
      while (wire.next()) {
        switch (wire.field()) {
          case 1 -> subject = Subject.read(wire.message());
          case 2 -> id = wire.text();
          case 3 -> valueMicros = wire.whole();
          case 4 -> currency = wire.text();
          case 5 -> byClick = wire.whole() != 0;
          case 6 -> bidEpochMillis = wire.whole();
          default -> wire.skip();
        }
      }
      return new Order(subject, id, valueMicros, currency, byClick, bidEpochMillis);
    }
  }

  private static Happening readBid(WireReader wire) {
    Subject subject = Subject.NONE;
    String[] texts = {"", "", "", ""};
    int auctionType = 0;
    int consentBasis = 0;
    float[] shares = new float[4];
    long[] cpmMicros = new long[4];
    int utcOffsetMinutes = 0;
    List<Value> values = new ArrayList<>();
    Happening.Shadow shadow = null;
    while (wire.next()) {
      int field = wire.field();
      switch (field) {
        case 1 -> subject = Subject.read(wire.message());
        case 2, 3, 4, 5 -> texts[field - 2] = wire.text();
        case 7 -> auctionType = (int) wire.whole();
        case 8 -> consentBasis = (int) wire.whole();
        case 9, 10, 11 -> shares[field - 9] = wire.number32();
        case 12, 13, 14, 15 -> cpmMicros[field - 12] = wire.whole();
        case 16 -> shares[3] = wire.number32();
        case 17 -> utcOffsetMinutes = (int) wire.signed();
        case 18 -> values.add(Value.read(wire.message()));
        case 19 -> shadow = readShadow(wire.message());
        default -> wire.skip();
      }
    }
    return new Happening.Bid(
        subject,
        texts[0],
        texts[1],
        texts[2],
        texts[3],
        auctionType,
        consentBasis,
        shares[0],
        shares[1],
        shares[2],
        cpmMicros[0],
        cpmMicros[1],
        cpmMicros[2],
        cpmMicros[3],
        shares[3],
        utcOffsetMinutes,
        values,
        shadow);
  }

  private static Happening.Shadow readShadow(WireReader wire) {
    String modelVersion = "";
    float[] shares = new float[3];
    while (wire.next()) {
      switch (wire.field()) {
        case 1 -> modelVersion = wire.text();
        case 2, 3, 4 -> shares[wire.field() - 2] = wire.number32();
        default -> wire.skip();
      }
    }
    return new Happening.Shadow(modelVersion, shares[0], shares[1], shares[2]);
  }
}
