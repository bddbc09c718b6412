package io.bidder.bidder.bid;

import io.bidder.bidder.campaign.CampaignsOut;
import io.bidder.bidder.campaign.index.CampaignIndex;
import io.bidder.bidder.json.Text;
import io.bidder.bidder.nobid.NoBidReason;
import io.bidder.bidder.openrtb.ReusedList;
import io.bidder.modelstore.schema.FeatureEncoder;
import io.bidder.modelstore.scoring.ScoringModel;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Fills whatever a pipeline and its contexts use again with what another request could have left
 * there: every text, list, buffer, number, flag and reason that can be reached from them, but for
 * what is meant to outlive a request.
 */
final class Poison {
  /** Small enough to be an index wherever one is left over. */
  private static final int NUMBER = 3;

  private static final int ELEMENTS = 3;

  /** Reused objects are of these packages. */
  private static final List<String> PACKAGES =
      List.of("io.bidder.bidder.", "io.bidder.modelstore.schema.", "io.bidder.modelstore.scoring.");

  /**
   * What outlives a request: what is served, what was learned of it, and what a request does not
   * determine.
   */
  private static final Set<Class<?>> LIVES_ON =
      Set.of(
          AdRows.class,
          BidIds.class,
          BidLimits.class,
          CampaignIndex.class,
          CampaignsOut.class,
          CandidatePreRanking.class,
          Exchange.class,
          FeatureEncoder.class,
          ScoringModel.class,
          Served.class,
          ServedCatalogue.class);

  private static final Set<String> LIVES_ON_BY_NAME =
      Set.of(
          "io.bidder.bidder.json.FieldNames",
          "io.bidder.bidder.json.Memory",
          "io.bidder.bidder.campaign.Campaign",
          "io.bidder.bidder.campaign.Creative",
          "io.bidder.bidder.campaign.index.Circles",
          "io.bidder.bidder.campaign.index.CreativeTable",
          "io.bidder.bidder.campaign.index.Dimension",
          "io.bidder.bidder.campaign.index.DealTable",
          "io.bidder.bidder.campaign.index.NativeTable",
          "io.bidder.bidder.campaign.index.Flights$Current",
          "io.bidder.bidder.campaign.index.OperatingSystems",
          "io.bidder.bidder.campaign.index.Ranges",
          "io.bidder.bidder.feature.FeatureInputs",
          "io.bidder.modelstore.schema.FeatureSchema",
          "io.bidder.modelstore.schema.SourceLayout");

  /** Fields that no request changes, or that refer to what lives on. */
  private static final Set<String> CONSTANT =
      Set.of(
          "BidResponseWriter.maxBytes",
          "DealMatch.seats",
          "Eligible.firstBitmap",
          "Eligible.free",
          "ReusedList.elementBytes",
          "Selector.none");

  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private int fields;

  /** Poisons all that can be reached; returns how many fields and arrays that were. */
  static int pour(Object... roots) {
    Poison poison = new Poison();
    for (Object root : roots) {
      poison.reach(root);
    }
    return poison.fields;
  }

  private void reach(@Nullable Object object) {
    if (object == null || !seen.add(object)) {
      return;
    }
    switch (object) {
      case Object[] array -> Arrays.asList(array).forEach(this::reach);
      case List<?> list -> List.copyOf(list).forEach(this::reach);
      case Text text -> text.set("poison");
      case ReusedList<?> list -> fill(list);
      default -> {
        if (object.getClass().isArray()) {
          fill(object);
        } else if (isReused(object.getClass())) {
          for (Field field : object.getClass().getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers())
                && !CONSTANT.contains(object.getClass().getSimpleName() + "." + field.getName())) {
              field(object, field);
            }
          }
        }
      }
    }
  }

  private static boolean isReused(Class<?> type) {
    return !type.isEnum()
        && !type.isRecord()
        && !type.isHidden()
        && !type.isAnonymousClass()
        && PACKAGES.stream().anyMatch(type.getName()::startsWith)
        && !LIVES_ON.contains(type)
        && !LIVES_ON_BY_NAME.contains(type.getName())
        && !RandomGenerator.class.isAssignableFrom(type);
  }

  private void fill(ReusedList<?> list) {
    list.clear();
    while (!list.isFull() && list.size() < ELEMENTS) {
      reach(list.add());
    }
    fields++;
  }

  private void fill(Object array) {
    Class<?> type = array.getClass().getComponentType();
    for (int i = 0; i < Array.getLength(array); i++) {
      Array.set(array, i, number(type));
    }
    fields++;
  }

  private static Object number(Class<?> type) {
    return switch (type.getName()) {
      case "boolean" -> true;
      case "byte" -> (byte) 'x';
      case "char" -> 'x';
      case "int" -> NUMBER;
      case "long" -> (long) NUMBER;
      case "float" -> 0.75f;
      case "double" -> 0.75;
      default -> throw new AssertionError("no poison for " + type);
    };
  }

  private void field(Object owner, Field field) {
    Class<?> type = field.getType();
    boolean isFinal = Modifier.isFinal(field.getModifiers());
    try {
      field.setAccessible(true);
      if (type.isPrimitive()) {
        if (!isFinal) {
          field.set(owner, isSize(field) ? size(owner) : number(type));
          fields++;
        }
      } else if (!isFinal && type.equals(String.class)) {
        field.set(owner, "poison");
        fields++;
      } else if (!isFinal && type.equals(NoBidReason.class)) {
        field.set(owner, NoBidReason.ANSWER_TOO_LARGE);
        fields++;
      } else if (!isFinal && type.equals(RuntimeException.class)) {
        field.set(owner, new IllegalStateException("poison"));
        fields++;
      } else if (!isFinal && type.isEnum()) {
        Object[] constants = type.getEnumConstants();
        field.set(owner, constants[constants.length - 1]);
        fields++;
      } else {
        reach(field.get(owner));
      }
    } catch (IllegalAccessException e) {
      throw new AssertionError(field + " cannot be poisoned", e);
    }
  }

  private static boolean isSize(Field field) {
    return field.getName().equals("size") || field.getName().equals("impCount");
  }

  /** As many as the owner has room for: a longer list nobody could have left. */
  private static int size(Object owner) throws IllegalAccessException {
    int size = 0;
    for (Field field : owner.getClass().getDeclaredFields()) {
      if (!Modifier.isStatic(field.getModifiers())) {
        field.setAccessible(true);
        Object value = field.get(owner);
        if (value instanceof List<?> list) {
          size = Math.max(size, list.size());
        } else if (value != null && value.getClass().isArray()) {
          size = Math.max(size, Math.min(NUMBER, Array.getLength(value)));
        }
      }
    }
    return size;
  }
}
