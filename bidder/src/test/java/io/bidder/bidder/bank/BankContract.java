package io.bidder.bidder.bank;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.bank.Answer.Leased;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rules that every bank keeps to. Budgets are of 1,000 a day, unless a test says otherwise. */
abstract class BankContract {
  static final long DAY = 1_767_571_200_000L;
  static final Terms TERMS = new Terms(Duration.ofSeconds(40), Duration.ZERO);
  private static final long NONE = Long.MAX_VALUE;

  /** The same bank as another server asks it. */
  abstract Bank of(String server, Terms terms) throws Exception;

  /** Has time pass. */
  abstract void pass(Duration time) throws Exception;

  /** Has the bank lose all that it knows. */
  abstract void lose() throws Exception;

  /** An account that no other test asks for. */
  abstract String account();

  private Ask ask(long spent, long held, long kept, long wanted) {
    return new Ask(account(), DAY, NONE, 1_000, spent, spent, 0, 0, held, kept, wanted, 1, 0);
  }

  private static Leased leased(Bank bank, Ask ask) throws BankException {
    return (Leased) bank.ask(List.of(ask)).getFirst();
  }

  @Test
  void bankShouldLeaseWhatIsWantedAndLeaveHalfToOthers() throws Exception {
    try (Bank a = of("a", TERMS);
        Bank b = of("b", TERMS)) {
      assertEquals(new Leased(100, 500, 0, 0, 0, 0, false), leased(a, ask(0, 0, 0, 100)));
      assertEquals(new Leased(450, 450, 0, 0, 100, 0, false), leased(b, ask(0, 0, 0, 2_000)));
      assertEquals(new Leased(275, 275, 0, 0, 450, 0, true), leased(a, ask(0, 0, 100, 2_000)));
    }
  }

  @Test
  void serversShouldComeToHaveEqualPartsWhenEachGivesBackWhatIsMoreThanFair() throws Exception {
    List<Bank> banks = new ArrayList<>();
    try {
      for (String server : List.of("a", "b", "c")) {
        banks.add(of(server, TERMS));
      }
      long[] has = new long[3];
      long[] fair = {NONE, NONE, NONE};
      for (int round = 0; round < 20; round++) {
        for (int i = 0; i < 3; i++) {
          Leased leased = leased(banks.get(i), ask(0, 0, Math.min(has[i], fair[i]), 2_000));
          has[i] = leased.freeMicros();
          fair[i] = leased.fairMicros();
        }
      }
      for (long each : has) {
        assertTrue(Math.abs(each - 250) <= 2, () -> each + " of 1,000 for one of three");
      }
    } finally {
      for (Bank bank : banks) {
        bank.close();
      }
    }
  }

  @Test
  void bankShouldLeaseNoMoreThanIsLeftAndNothingWhereItIsOfNoUse() throws Exception {
    try (Bank a = of("a", TERMS);
        Bank b = of("b", TERMS)) {
      assertEquals(0, leased(a, ask(600, 300, 0, 0)).freeMicros());
      assertEquals(new Leased(50, 50, 600, 600, 300, 0, false), leased(b, ask(0, 0, 0, 200)));
      Ask dear = new Ask(account(), DAY, NONE, 1_000, 0, 0, 0, 0, 50, 0, 200, 51, 0);
      assertEquals(new Leased(0, 0, 600, 600, 300, 0, true), leased(b, dear));
      Ask cheap = new Ask(account(), DAY, NONE, 1_000, 0, 0, 0, 0, 50, 0, 200, 40, 0);
      assertEquals(new Leased(40, 40, 600, 600, 300, 0, true), leased(b, cheap));
      // What is in flight is so, whether there is money for it or not.
      assertEquals(0, leased(b, ask(0, 400, 0, 200)).freeMicros());
      assertEquals(400, leased(a, ask(600, 300, 0, 0)).othersLeasedMicros());
    }
  }

  @Test
  void spendShouldCountOnceAndTheLargerWhenItIsToldAgainOrOutOfOrder() throws Exception {
    try (Bank a = of("a", TERMS);
        Bank b = of("b", TERMS)) {
      for (long spent : new long[] {100, 300, 300, 200}) {
        assertTrue(leased(a, ask(spent, 0, 0, 0)).freeMicros() >= 0);
      }
      assertEquals(new Leased(350, 350, 300, 300, 0, 0, false), leased(b, ask(0, 0, 0, 2_000)));
      // The server itself, whose log knows of less, has it as if another had spent it.
      assertEquals(100, leased(a, ask(200, 0, 0, 0)).othersMicros());
    }
  }

  @Test
  void newDayShouldBeginWithTheServerThatComesToItFirst() throws Exception {
    try (Bank a = of("a", TERMS);
        Bank b = of("b", TERMS)) {
      assertEquals(0, leased(a, ask(1_000, 0, 0, 100)).freeMicros());
      Ask tomorrow =
          new Ask(account(), DAY + 86_400_000, NONE, 1_000, 0, 0, 0, 0, 0, 0, 2_000, 1, 0);
      assertEquals(new Leased(500, 500, 1_000, 0, 0, 0, false), leased(b, tomorrow));
      Ask also =
          new Ask(account(), DAY + 86_400_000, NONE, 1_000, 1_100, 100, 0, 0, 0, 0, 2_000, 1, 0);
      assertEquals(new Leased(200, 200, 0, 0, 500, 0, true), leased(a, also));
      // A clock that is behind counts nothing for the new day, and takes nothing away from it.
      assertEquals(100, leased(b, ask(1_000, 0, 0, 0)).othersTodayMicros());
    }
  }

  @Test
  void totalShouldHoldBesideTheDailyBudget() throws Exception {
    try (Bank a = of("a", TERMS);
        Bank b = of("b", TERMS)) {
      Ask first = new Ask(account(), DAY, 5_000, 1_000, 4_500, 0, 0, 0, 0, 0, 0, 1, 0);
      assertEquals(250, leased(a, first).fairMicros());
      Ask second = new Ask(account(), DAY, 5_000, 1_000, 400, 0, 0, 0, 0, 0, 2_000, 1, 0);
      assertEquals(new Leased(50, 50, 4_500, 0, 0, 0, false), leased(b, second));
      // Raised, and cut below what is spent.
      Ask raised = new Ask(account(), DAY, 9_000, 1_000, 400, 0, 0, 0, 0, 0, 2_000, 1, 0);
      assertEquals(500, leased(b, raised).freeMicros());
      Ask cut = new Ask(account(), DAY, 3_000, 1_000, 400, 0, 0, 0, 0, 0, 2_000, 1, 0);
      assertEquals(new Leased(0, 0, 4_500, 0, 0, 0, true), leased(b, cut));
    }
  }

  @Test
  void leaseShouldEndByItselfWhenItsServerIsNotHeardOf() throws Exception {
    Terms brief = new Terms(Duration.ofSeconds(40), Duration.ZERO);
    try (Bank a = of("a", brief);
        Bank b = of("b", brief)) {
      assertEquals(500, leased(a, ask(100, 200, 0, 500)).freeMicros() + 150);
      assertEquals(550, leased(b, ask(0, 0, 0, 0)).othersLeasedMicros());
      pass(Duration.ofSeconds(41));
      assertEquals(new Leased(450, 450, 100, 100, 0, 0, true), leased(b, ask(0, 0, 0, 500)));
      // What it was billed after that counts all the same.
      assertEquals(0, leased(a, ask(400, 0, 0, 0)).freeMicros());
      assertEquals(400, leased(b, ask(0, 0, 0, 0)).othersTodayMicros());
    }
  }

  @Test
  void bankThatLostItsDataShouldHaveItAgainFromTheServersAndLeaseNothingBefore() throws Exception {
    Terms careful = new Terms(Duration.ofSeconds(40), Duration.ofSeconds(20));
    try (Bank a = of("a", careful);
        Bank b = of("b", careful)) {
      assertEquals(0, leased(a, ask(300, 0, 0, 100)).freeMicros());
      pass(Duration.ofSeconds(21));
      assertEquals(100, leased(a, ask(300, 0, 0, 100)).freeMicros());
      assertEquals(200, leased(b, ask(0, 0, 0, 200)).freeMicros());

      lose();

      // Whoever has a lease keeps it.
      Leased first = leased(b, ask(0, 20, 180, 800));
      assertEquals(180, first.freeMicros());
      assertFalse(first.wasKnown());
      assertEquals(100, leased(a, ask(300, 0, 100, 500)).freeMicros());
      pass(Duration.ofSeconds(21));
      assertEquals(new Leased(200, 250, 0, 0, 200, 0, true), leased(a, ask(300, 0, 100, 200)));
    }
  }

  @Test
  void bankThatLostItsDataShouldCountWhatOthersRememberOfAServerThatIsAway() throws Exception {
    Terms careful = new Terms(Duration.ofSeconds(40), Duration.ofSeconds(20));
    try (Bank a = of("a", careful);
        Bank b = of("b", careful);
        Bank c = of("c", careful)) {
      leased(a, ask(300, 0, 0, 0));
      assertEquals(300, leased(b, ask(100, 0, 0, 0)).othersTodayMicros());

      lose();

      Ask remembers = new Ask(account(), DAY, NONE, 1_000, 100, 100, 300, 300, 0, 0, 0, 1, 0);
      assertEquals(300, leased(b, remembers).othersMicros());
      assertEquals(400, leased(c, ask(0, 0, 0, 0)).othersTodayMicros());
      pass(Duration.ofSeconds(21));
      assertEquals(new Leased(275, 275, 400, 400, 0, 0, true), leased(c, ask(50, 0, 0, 900)));
      assertEquals(350, leased(b, ask(100, 0, 0, 0)).othersTodayMicros());
      // It comes back, and has spent some more.
      assertEquals(150, leased(a, ask(320, 0, 0, 0)).othersMicros());
      assertEquals(370, leased(b, ask(100, 0, 0, 0)).othersTodayMicros());
    }
  }

  @Test
  void bankShouldAddUpSupplyAndTellItToTheOthers() throws Exception {
    try (Bank a = of("a", TERMS);
        Bank b = of("b", TERMS)) {
      Ask sees = new Ask(account(), DAY, NONE, 1_000, 0, 0, 0, 0, 0, 0, 0, 1, 3_600);
      assertEquals(0, leased(a, sees).othersSupply());
      assertEquals(3_600, leased(b, ask(0, 0, 0, 0)).othersSupply());
    }
  }

  @Test
  void amountsShouldBeExactUpToBillionsAndKeepTheirPlaceBeyond() throws Exception {
    try (Bank a = of("a", TERMS);
        Bank b = of("b", TERMS)) {
      long most = 9_000_000_000_000_000L;
      Ask large = new Ask(account(), DAY, most, NONE, most - 1_001, 0, 0, 0, 0, 0, 0, 1, 0);
      assertEquals(500, leased(a, large).fairMicros());
      Ask small = new Ask(account(), DAY, most, NONE, 1, 1, 0, 0, 0, 0, 2_000, 1, 0);
      assertEquals(new Leased(500, 500, most - 1_001, 0, 0, 0, false), leased(b, small));
      Ask all = new Ask(account(), DAY, NONE, NONE, NONE, NONE, 0, 0, NONE, 0, NONE, 1, 0);
      assertEquals(0, leased(a, all).freeMicros());
    }
  }
}
