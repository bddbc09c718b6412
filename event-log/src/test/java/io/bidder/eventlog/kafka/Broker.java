package io.bidder.eventlog.kafka;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.security.plain.PlainLoginModule;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.jspecify.annotations.Nullable;

/** A real broker in this JVM, on its own directory: it can be stopped and started again. */
public final class Broker implements AutoCloseable {
  private static final int NODE = 1;

  private final Path directory;
  private final int port;
  private final int controllerPort;
  private final int behindProxyPort;
  private final int proxyPort;
  private final int securedPort;
  private @Nullable KafkaRaftServer server;

  /** Starts a broker. */
  public Broker(Path directory) throws Exception {
    this.directory = directory;
    port = freePort();
    controllerPort = freePort();
    behindProxyPort = freePort();
    proxyPort = freePort();
    securedPort = freePort();
    new Formatter()
        .setClusterId(Uuid.randomUuid().toString())
        .setNodeId(NODE)
        .addDirectory(directory.toString())
        .setMetadataLogDirectory(directory.toString())
        .setControllerListenerName("CONTROLLER")
        .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
        .run();
    start();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Starts it again, where it stopped. */
  public void start() {
    Map<String, String> settings = new HashMap<>();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", Integer.toString(NODE));
    settings.put("controller.quorum.voters", NODE + "@127.0.0.1:" + controllerPort);
    String direct = "PLAINTEXT://127.0.0.1:" + port + ",SECURED://127.0.0.1:" + securedPort;
    settings.put(
        "listeners",
        direct
            + ",PROXIED://127.0.0.1:"
            + behindProxyPort
            + ",CONTROLLER://127.0.0.1:"
            + controllerPort);
    settings.put("advertised.listeners", direct + ",PROXIED://127.0.0.1:" + proxyPort);
    settings.put(
        "listener.security.protocol.map",
        "PLAINTEXT:PLAINTEXT,PROXIED:PLAINTEXT,SECURED:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT");
    settings.put("listener.name.secured.sasl.enabled.mechanisms", "PLAIN");
    settings.put(
        "listener.name.secured.plain.sasl.jaas.config",
        PlainLoginModule.class.getName() + " required user_bidder=\"secret\";");
    settings.put("inter.broker.listener.name", "PLAINTEXT");
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put("log.dirs", directory.toString());
    settings.put("auto.create.topics.enable", "false");
    settings.put("offsets.topic.num.partitions", "1");
    settings.put("offsets.topic.replication.factor", "1");
    settings.put("transaction.state.log.num.partitions", "1");
    settings.put("transaction.state.log.replication.factor", "1");
    settings.put("transaction.state.log.min.isr", "1");
    settings.put("group.initial.rebalance.delay.ms", "0");
    server = new KafkaRaftServer(new KafkaConfig(settings), Time.SYSTEM);
    server.startup();
  }

  /** Stops it. */
  public void stop() {
    KafkaRaftServer running = server;
    if (running != null) {
      running.shutdown();
      running.awaitShutdown();
      server = null;
    }
  }

  /** Its address. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  /** Its address for those who say who they are: {@code bidder}, whose password is a secret. */
  String securedAddress() {
    return "127.0.0.1:" + securedPort;
  }

  /** Puts a network before it, by which whoever begins at the network's address goes. */
  Proxy proxy() throws IOException {
    return new Proxy(proxyPort, behindProxyPort);
  }

  /** Makes a topic. */
  public void create(String topic, int partitions) throws Exception {
    try (Admin admin = admin()) {
      admin
          .createTopics(
              List.of(new NewTopic(topic, Optional.of(partitions), Optional.of((short) 1))))
          .all()
          .get(1, TimeUnit.MINUTES);
    }
  }

  /** Deletes a topic. */
  public void delete(String topic) throws Exception {
    try (Admin admin = admin()) {
      admin.deleteTopics(List.of(topic)).all().get(1, TimeUnit.MINUTES);
    }
  }

  /** Gives a topic more partitions. */
  public void grow(String topic, int partitions) throws Exception {
    try (Admin admin = admin()) {
      admin
          .createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions)))
          .all()
          .get(1, TimeUnit.MINUTES);
    }
  }

  /** Changes a setting of a topic. */
  public void set(String topic, String name, String value)
      throws InterruptedException, ExecutionException, java.util.concurrent.TimeoutException {
    try (Admin admin = admin()) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.TOPIC, topic),
                  List.of(
                      new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET))))
          .all()
          .get(1, TimeUnit.MINUTES);
    }
  }

  private Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", address()));
  }

  @Override
  public void close() {
    stop();
  }
}
