package io.bidder.benchmarks.bench.result;

import java.util.Map;

/**
 * Where and with what a benchmark ran.
 *
 * @param facts by what they are called, in the order to show them
 */
public record Machine(Map<String, String> facts) {}
