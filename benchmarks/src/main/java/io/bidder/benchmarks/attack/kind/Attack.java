package io.bidder.benchmarks.attack.kind;

import io.bidder.benchmarks.attack.victim.Stage;
import io.bidder.benchmarks.attack.victim.Victim;
import io.bidder.benchmarks.attack.wire.Tactic;
import io.bidder.benchmarks.attack.wire.Volume;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.function.Function;

/**
 * An attack.
 *
 * @param name in lower case, with hyphens
 * @param about what is done, for people
 * @param preparation makes ready what would take time later
 */
public record Attack(String name, String about, Stage stage, Preparation preparation) {
  /** Prepares an attack, before anything is measured. */
  @FunctionalInterface
  public interface Preparation {
    /** Returns what attacks until the victim's attack is over, and tells how much that was. */
    Callable<Volume> prepare(Victim victim);
  }

  /** Attacks until it is over. */
  @FunctionalInterface
  interface Action {
    Volume attack(Victim victim) throws IOException, InterruptedException;
  }

  /** An attack over the wire, on a server with few campaigns. */
  static Attack of(String name, String about, Function<Victim, Tactic> tactic) {
    return of(name, about, Stage.SMALL, tactic);
  }

  /** An attack over the wire. */
  static Attack of(String name, String about, Stage stage, Function<Victim, Tactic> tactic) {
    return new Attack(
        name,
        about,
        stage,
        victim -> {
          Tactic ready = tactic.apply(victim);
          return () -> victim.attack(ready);
        });
  }

  /** An attack that needs no preparation. */
  static Attack at(String name, String about, Stage stage, Action action) {
    return new Attack(name, about, stage, victim -> () -> action.attack(victim));
  }
}
