package io.bidder.bidder.bank;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A bank in memory, for the servers of one process. Thread-safe. */
public final class MemoryBank {
  private final InstantSource clock;
  private final Map<String, Account> accounts = new HashMap<>();

  private static final class Account {
    final long sinceMillis;
    final Map<String, Share> shares = new HashMap<>();

    Account(long sinceMillis) {
      this.sinceMillis = sinceMillis;
    }
  }

  /** A server's part. */
  private record Share(
      long spent, long dayMillis, long today, long leased, long untilMillis, long supply) {}

  /** A bank that knows nothing yet. */
  public MemoryBank(InstantSource clock) {
    this.clock = clock;
  }

  /** The bank as a server asks it. */
  public Bank of(String server, Terms terms) {
    return new Bank() {
      @Override
      public List<Answer> ask(List<Ask> asks) {
        List<Answer> answers = new ArrayList<>();
        for (Ask ask : asks) {
          answers.add(lease(server, terms, ask));
        }
        return answers;
      }

      @Override
      public void check(List<String> wanted) {}

      @Override
      public void close() {}
    };
  }

  /** Forgets all. */
  public synchronized void clear() {
    accounts.clear();
  }

  private synchronized Answer lease(String server, Terms terms, Ask ask) {
    long now = clock.millis();
    Account account = accounts.computeIfAbsent(ask.account(), _ -> new Account(now));
    Share before = account.shares.get(server);
    long spent = ask.spentMicros();
    long day = ask.dayMillis();
    long today = ask.todayMicros();
    if (before != null) {
      spent = Math.max(spent, before.spent);
      if (before.dayMillis > day) {
        day = before.dayMillis;
        today = before.today;
      } else if (before.dayMillis == day) {
        today = Math.max(today, before.today);
      }
    }
    account.shares.put(server, new Share(spent, day, today, 0, 0, 0));
    long newest = account.shares.values().stream().mapToLong(Share::dayMillis).max().orElse(day);
    long allSpent = 0;
    long allToday = 0;
    long leased = 0;
    long supply = 0;
    for (Share share : account.shares.values()) {
      allSpent += share.spent;
      allToday += share.dayMillis == newest ? share.today : 0;
      if (share.untilMillis > now) {
        leased += share.leased;
        supply += share.supply;
      }
    }
    long left =
        Math.min(ask.budgetMicros() - allSpent, ask.dailyMicros() - allToday)
            - leased
            - ask.heldMicros();
    // What others hold is not shared; half of the rest for each in turn makes equal parts of it.
    long fair = left < ask.leastMicros() ? 0 : Math.max(left / 2, ask.leastMicros());
    boolean isNew = now - account.sinceMillis < terms.grace().toMillis();
    long free =
        isNew ? ask.keptMicros() : Math.max(ask.keptMicros(), Math.min(fair, ask.wantedMicros()));
    account.shares.put(
        server,
        new Share(
            spent,
            day,
            today,
            ask.heldMicros() + free,
            now + terms.life().toMillis(),
            ask.supply()));
    return new Answer.Leased(
        free,
        fair,
        allSpent - ask.spentMicros(),
        Math.max(0, allToday - (ask.dayMillis() == newest ? ask.todayMicros() : 0)),
        leased,
        supply,
        before != null);
  }
}
