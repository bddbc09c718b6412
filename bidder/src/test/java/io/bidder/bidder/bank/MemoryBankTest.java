package io.bidder.bidder.bank;

import java.time.Duration;
import java.time.Instant;

class MemoryBankTest extends BankContract {
  private long now = DAY;
  private final MemoryBank bank = new MemoryBank(() -> Instant.ofEpochMilli(now));

  @Override
  Bank of(String server, Terms terms) {
    return bank.of(server, terms);
  }

  @Override
  void pass(Duration time) {
    now += time.toMillis();
  }

  @Override
  void lose() {
    bank.clear();
  }

  @Override
  String account() {
    return "c";
  }
}
