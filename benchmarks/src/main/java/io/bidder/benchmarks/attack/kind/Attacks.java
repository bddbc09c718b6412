package io.bidder.benchmarks.attack.kind;

import io.bidder.benchmarks.attack.victim.Stage;
import java.util.ArrayList;
import java.util.List;

/** Every attack there is, in the order in which they are carried out. */
public final class Attacks {
  private Attacks() {}

  /**
   * All attacks.
   *
   * @param large for those that need many campaigns
   */
  public static List<Attack> all(Stage large) {
    List<Attack> all = new ArrayList<>(ProcessAttacks.all());
    all.addAll(3, HttpAttacks.all());
    all.addAll(all.size() - 1, RequestAttacks.all(large));
    all.addAll(all.size() - 1, OutcomeAttacks.all());
    all.addAll(all.size() - 1, AdminAttacks.all());
    all.addAll(all.size() - 1, FileAttacks.all(large));
    return List.copyOf(all);
  }

  /** Those that can be carried out at the same time, with few campaigns, and leave files alone. */
  public static List<Attack> together(List<Attack> all) {
    List<Attack> alone = new ArrayList<>(ProcessAttacks.all());
    alone.addAll(FileAttacks.all(Stage.SMALL));
    List<String> names = alone.stream().map(Attack::name).toList();
    return all.stream()
        .filter(attack -> !names.contains(attack.name()))
        .filter(attack -> attack.stage().equals(Stage.SMALL))
        .toList();
  }
}
