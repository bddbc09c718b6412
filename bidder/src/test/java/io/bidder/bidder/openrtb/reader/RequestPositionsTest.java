package io.bidder.bidder.openrtb.reader;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.bidder.bidder.json.Text;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.ExtraPaths;
import io.bidder.bidder.openrtb.ExtraValues;
import io.bidder.bidder.openrtb.IntList;
import io.bidder.bidder.openrtb.ReusedList;
import io.bidder.bidder.openrtb.TextList;
import io.bidder.modelstore.testing.Cases;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A request says the same at OpenRTB 2.5's positions as at 2.6's. */
class RequestPositionsTest {
  private final BidRequestReader reader = new BidRequestReader();

  @Test
  void requestShouldReadTheSameAtOlderAndNewerPositions() {
    Cases.forAll(
        45,
        500,
        draw -> {
          long seed = draw.anyLong();

          String older = describe(read(new RequestMaker(new Random(seed), false, false).request()));
          String newer = describe(read(new RequestMaker(new Random(seed), true, false).request()));
          assertEquals(newer, older);
        });
  }

  @Test
  void requestShouldReadTheSameWhenTypesAreBroken() {
    Cases.forAll(
        46,
        500,
        draw -> {
          long seed = draw.anyLong();

          String sound = describe(read(new RequestMaker(new Random(seed), true, false).request()));
          String broken = describe(read(new RequestMaker(new Random(seed), true, true).request()));
          assertEquals(sound, broken);
        });
  }

  private BidRequest read(String json) {
    BidRequest request = new BidRequest();
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    assertNull(reader.read(bytes, 0, bytes.length, ExtraPaths.none(), request), json);
    assertEquals(0, request.ignoredFields, json);
    return request;
  }

  /** Every field of every structure, in words. */
  static String describe(BidRequest request) {
    StringBuilder out = new StringBuilder();
    describe("", request, out);
    return out.toString();
  }

  private static void describe(String name, Object value, StringBuilder out) {
    if (value instanceof ReusedList<?> slots) {
      for (int i = 0; i < slots.size(); i++) {
        describe(name + "[" + i + "]", slots.get(i), out);
      }
    } else if (value instanceof ExtraValues) {
      return;
    } else if (value.getClass().getName().startsWith("io.bidder")
        && !value.getClass().isEnum()
        && !(value instanceof Text || value instanceof TextList || value instanceof IntList)) {
      for (Field field : value.getClass().getFields()) {
        if (!Modifier.isStatic(field.getModifiers())) {
          try {
            describe(name + "." + field.getName(), field.get(value), out);
          } catch (IllegalAccessException e) {
            throw new AssertionError(e);
          }
        }
      }
    } else {
      out.append(name).append(' ').append(value).append('\n');
    }
  }
}
