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

    /** What servers that were there at first remembered that all had spent. */
    Spent remembered = new Spent(0, 0, 0);

    /** What each server said at first that it had spent itself. */
    Spent heard = new Spent(0, 0, 0);

    Account(long sinceMillis) {
      this.sinceMillis = sinceMillis;
    }

    void firstHeard(Ask ask, boolean isNew) {
      long day = remembered.dayMillis;
      if (isNew) {
        remembered =
            remembered.larger(
                new Spent(
                    ask.spentMicros() + ask.othersMicros(),
                    ask.dayMillis(),
                    ask.todayMicros() + ask.othersTodayMicros()));
      }
      long today = remembered.dayMillis == day ? heard.today : 0;
      heard =
          new Spent(
              heard.ever + ask.spentMicros(),
              remembered.dayMillis,
              today + (ask.dayMillis() == remembered.dayMillis ? ask.todayMicros() : 0));
    }

    /** What was spent by servers that have not told of it again. */
    long lost() {
      return Math.max(0, remembered.ever - heard.ever);
    }

    long lostOn(long day) {
      return Math.max(0, remembered.on(day) - heard.on(day));
    }
  }

  /** Money spent, ever and on a day. */
  private record Spent(long ever, long dayMillis, long today) {
    Spent larger(Spent other) {
      long most = Math.max(ever, other.ever);
      if (dayMillis == other.dayMillis) {
        return new Spent(most, dayMillis, Math.max(today, other.today));
      }
      Spent later = dayMillis > other.dayMillis ? this : other;
      return new Spent(most, later.dayMillis, later.today);
    }

    long on(long day) {
      return day == dayMillis ? today : 0;
    }
  }

  /** A server's part. */
  private record Share(Spent spent, long leased, long untilMillis, long supply) {}

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
    Spent told = new Spent(ask.spentMicros(), ask.dayMillis(), ask.todayMicros());
    Spent mine = before == null ? told : told.larger(before.spent);
    account.shares.put(server, new Share(mine, 0, 0, 0));
    long day =
        account.shares.values().stream()
            .mapToLong(share -> share.spent.dayMillis)
            .max()
            .orElse(ask.dayMillis());
    Spent all = new Spent(0, day, 0);
    long leased = 0;
    long supply = 0;
    for (Share share : account.shares.values()) {
      all = new Spent(all.ever + share.spent.ever, day, all.today + share.spent.on(day));
      if (share.untilMillis > now) {
        leased += share.leased;
        supply += share.supply;
      }
    }
    boolean isNew = now - account.sinceMillis < terms.grace().toMillis();
    if (before == null) {
      account.firstHeard(ask, isNew);
    }
    all = new Spent(all.ever + account.lost(), day, all.today + account.lostOn(day));
    long left =
        Math.min(ask.budgetMicros() - all.ever, ask.dailyMicros() - all.today)
            - leased
            - ask.heldMicros();
    // What others hold is not shared; half of the rest for each in turn makes equal parts of it.
    long fair = left < ask.leastMicros() ? 0 : Math.max(left / 2, ask.leastMicros());
    long free =
        isNew ? ask.keptMicros() : Math.max(ask.keptMicros(), Math.min(fair, ask.wantedMicros()));
    account.shares.put(
        server,
        new Share(mine, ask.heldMicros() + free, now + terms.life().toMillis(), ask.supply()));
    return new Answer.Leased(
        free,
        fair,
        all.ever - ask.spentMicros(),
        Math.max(0, all.today - told.on(day)),
        leased,
        supply,
        before != null);
  }
}
