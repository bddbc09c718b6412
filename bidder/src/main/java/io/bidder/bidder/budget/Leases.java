package io.bidder.bidder.budget;

import io.bidder.bidder.bank.Answer;
import io.bidder.bidder.bank.Ask;
import io.bidder.bidder.bank.Bank;
import io.bidder.bidder.bank.BankException;
import io.bidder.bidder.config.BankConfig;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.agrona.concurrent.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * Leases {@link Budgets} from the bank of a fleet: tells it what was spent, gives back what is not
 * needed and takes what will be, by {@link #sync}, which its owner calls every {@link #interval} in
 * a thread of its own, as it waits for the bank. Nobody else does.
 */
public final class Leases {
  private static final Logger LOG = System.getLogger(Leases.class.getName());

  /** Accounts of one call of the bank. */
  private static final int MOST_ASKED = 200;

  /** A campaign that has no lease asks for one as soon as it is looked at. */
  private static final Duration LONGEST_INTERVAL = Duration.ofMillis(250);

  private final Object lock;
  private final Supplier<List<Account>> used;
  private final Runnable changed;
  private final Bank bank;
  private final BankConfig config;
  private final NanoClock clock;
  private final AtomicLong losses = new AtomicLong();
  private volatile @Nullable String away;

  /** Of the thread that asks. */
  private long calledNanos;

  /** Those whose leases the bank refuses. Guarded by the budgets' lock. */
  private final Set<String> refused = new HashSet<>();

  /**
   * Leases of nothing yet.
   *
   * @param lock of all accounts
   * @param used those of the catalogue
   * @param changed is told, under the lock, when accounts have other leases
   */
  Leases(
      Object lock,
      Supplier<List<Account>> used,
      Runnable changed,
      Bank bank,
      BankConfig config,
      NanoClock clock) {
    this.lock = lock;
    this.used = used;
    this.changed = changed;
    this.bank = bank;
    this.config = config;
    this.clock = clock;
  }

  /** The time between two calls of {@link #sync}. */
  public Duration interval() {
    return config.sync().compareTo(LONGEST_INTERVAL) < 0 ? config.sync() : LONGEST_INTERVAL;
  }

  /** A lease of a new account: nothing yet. */
  Lease lease() {
    return new Lease(config.lease(), config.sync());
  }

  long nanos() {
    return clock.nanoTime();
  }

  /**
   * Checks that the bank can be asked for all accounts that there are.
   *
   * @throws BankException that says why not
   */
  public void check() throws BankException {
    List<String> accounts;
    synchronized (lock) {
      accounts = used.get().stream().map(Account::key).toList();
    }
    for (int from = 0; from < Math.max(1, accounts.size()); from += MOST_ASKED) {
      bank.check(accounts.subList(from, Math.min(accounts.size(), from + MOST_ASKED)));
    }
  }

  /** Asks the bank for those accounts for which it is time to. */
  public void sync() {
    sync(false);
  }

  /** Gives back all that no bid in flight may be billed of, and leaves the bank. */
  public void close() {
    sync(true);
    bank.close();
  }

  private void sync(boolean isLast) {
    List<Account> accounts;
    synchronized (lock) {
      accounts = used.get();
    }
    int next = 0;
    boolean isAsked = false;
    while (next < accounts.size()) {
      List<Account> asking = new ArrayList<>();
      List<Ask> asks = new ArrayList<>();
      long nanos = clock.nanoTime();
      synchronized (lock) {
        for (; next < accounts.size() && asks.size() < MOST_ASKED; next++) {
          Ask ask = accounts.get(next).ask(nanos, isLast);
          if (ask != null) {
            asking.add(accounts.get(next));
            asks.add(ask);
          }
        }
      }
      isAsked |= !asks.isEmpty();
      if (!asks.isEmpty() && !ask(asking, asks, nanos)) {
        return;
      }
    }
    if (!isAsked && !isLast && clock.nanoTime() - calledNanos >= config.sync().toNanos()) {
      see();
    }
  }

  /** Sees whether the bank is there, while there is nothing to ask. */
  private void see() {
    calledNanos = clock.nanoTime();
    try {
      bank.check(List.of());
    } catch (BankException e) {
      failed(String.valueOf(e.getMessage()));
      return;
    }
    synchronized (lock) {
      isBack();
    }
  }

  private boolean ask(List<Account> asking, List<Ask> asks, long nanos) {
    List<Answer> answers;
    calledNanos = nanos;
    try {
      answers = bank.ask(asks);
    } catch (BankException e) {
      failed(String.valueOf(e.getMessage()));
      return false;
    }
    int lost = 0;
    synchronized (lock) {
      isBack();
      for (int i = 0; i < answers.size(); i++) {
        Account account = asking.get(i);
        Lease lease = Objects.requireNonNull(account.lease());
        Answer answer = answers.get(i);
        lost += lease.isLoss(answer) ? 1 : 0;
        tell(account.key(), answer);
        account.answered(asks.get(i), answer, nanos);
      }
      changed.run();
    }
    if (lost > 0) {
      losses.addAndGet(lost);
      LOG.log(
          Level.WARNING,
          "the bank has lost what it knew of {0} budgets: it was told again what this server has"
              + " spent",
          lost);
    }
    return true;
  }

  private void isBack() {
    if (away != null) {
      LOG.log(Level.INFO, "the bank leases budgets again");
      away = null;
      used.get().forEach(account -> Objects.requireNonNull(account.lease()).back());
    }
  }

  private void tell(String account, Answer answer) {
    if (answer instanceof Answer.Refused no) {
      if (refused.add(account)) {
        LOG.log(Level.WARNING, "{0} has no lease: {1}", account, no.why());
      }
    } else if (refused.remove(account)) {
      LOG.log(Level.INFO, "{0} has a lease", account);
    }
  }

  private void failed(String why) {
    if (away == null) {
      LOG.log(
          Level.WARNING, "the bank leases no budgets, campaigns spend what they have: {0}", why);
    }
    away = why;
    synchronized (lock) {
      for (Account account : used.get()) {
        Objects.requireNonNull(account.lease()).away(why);
      }
    }
  }

  /** The reason why the bank cannot be asked; null if it can. */
  public @Nullable String away() {
    return away;
  }

  /** Accounts that the bank refuses to lease, for it has something else in their place. */
  public int refusedAccounts() {
    synchronized (lock) {
      return refused.size();
    }
  }

  /** How often the bank did not know any more of an account what it had been told. */
  public long losses() {
    return losses.get();
  }
}
