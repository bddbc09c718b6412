package io.bidder.bidder.bank;

import java.util.List;

/**
 * Keeps, for the servers of a fleet, what each has spent of a budget and what it may spend yet. A
 * server asks for many budgets at once, now and then, and never while it bids.
 *
 * <p>What was spent is an absolute number of each server's own log, of which the larger one counts:
 * it may be told any number of times and in any order, and a bank that has lost what it knew has it
 * again as soon as the servers have told it. A lease ends by itself.
 */
public interface Bank extends AutoCloseable {
  /**
   * Tells of budgets, and leases of them.
   *
   * @return one for each that was asked, in the same order
   * @throws BankException if the bank cannot be reached or does not answer in time; then it is not
   *     known what it has taken
   */
  List<Answer> ask(List<Ask> asks) throws BankException;

  /**
   * Checks that it can be asked, and changes nothing.
   *
   * @param accounts that it will be asked for
   * @throws BankException that says why not
   */
  void check(List<String> accounts) throws BankException;

  @Override
  void close();
}
