package io.bidder.eventstreams;

import java.nio.file.Path;

/**
 * Where a stream reads from and writes to.
 *
 * @param application the name that instances share that divide the topic among them, and with it
 *     the name of their state in the cluster
 * @param brokers as {@code HOST:PORT} with commas between them
 * @param topic with the events
 * @param rows the topic that rows go to
 * @param state the directory of the state on this machine, which is made again if it is lost
 * @param threads that share this instance's part
 */
record StreamOptions(
    String application, String brokers, String topic, String rows, Path state, int threads) {}
