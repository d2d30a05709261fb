package io.tailrace.broker;

import java.nio.file.Path;
import java.util.Properties;

/// Kafka's own settings of a node that is broker and controller at once and has no peers.
///
/// Every value departs from Kafka's default for one of three reasons: there is one replica, the
/// node must be back soon after a kill, or it must cost little when nothing happens.
final class NodeProperties {
  static final int NODE_ID = 1;
  static final String LOCAL = "LOCAL";
  static final String CONTROLLER = "CONTROLLER";

  private static final int LARGEST_RECORD = 9 << 20;

  private NodeProperties() {}

  static Properties of(Path logs, String host, int port, int controllerPort) {
    Properties all = new Properties();
    all.put("process.roles", "broker,controller");
    all.put("node.id", Integer.toString(NODE_ID));
    all.put("log.dirs", logs.toString());
    all.put("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort);
    all.put("controller.listener.names", CONTROLLER);
    all.put("inter.broker.listener.name", LOCAL);
    String local = LOCAL + "://" + Loopback.written(host) + ":" + port;
    all.put("listeners", local + "," + CONTROLLER + "://127.0.0.1:" + controllerPort);
    all.put("advertised.listeners", local);
    all.put("listener.security.protocol.map", "LOCAL:PLAINTEXT,CONTROLLER:PLAINTEXT");
    oneReplica(all);
    backSoon(all);
    small(all);
    return all;
  }

  private static void oneReplica(Properties all) {
    all.put("default.replication.factor", "1");
    all.put("min.insync.replicas", "1");
    all.put("offsets.topic.replication.factor", "1");
    all.put("transaction.state.log.replication.factor", "1");
    all.put("transaction.state.log.min.isr", "1");
    all.put("share.coordinator.state.topic.replication.factor", "1");
    all.put("share.coordinator.state.topic.min.isr", "1");
    all.put("auto.create.topics.enable", "false");
    all.put("num.partitions", "4");
    // Groups keep their positions however long nobody reads: a position lost is a gap or a flood.
    all.put("offsets.retention.minutes", Integer.toString(Integer.MAX_VALUE));
    all.put("message.max.bytes", Integer.toString(LARGEST_RECORD));
    all.put("replica.fetch.max.bytes", Integer.toString(LARGEST_RECORD));
    all.put("log.message.timestamp.type", "LogAppendTime");
  }

  private static void backSoon(Properties all) {
    // A node without peers has nobody who could take over when its session ends.
    all.put("broker.session.timeout.ms", "60000");
    all.put("broker.heartbeat.interval.ms", "2000");
    all.put("server.max.startup.time.ms", "120000");
    // Changes of metadata are few, and a start waits for several, one after the other.
    all.put("controller.quorum.append.linger.ms", "0");
    all.put("group.initial.rebalance.delay.ms", "0");
    all.put("num.recovery.threads.per.data.dir", "2");
    all.put("controlled.shutdown.enable", "true");
  }

  private static void small(Properties all) {
    all.put("metadata.max.idle.interval.ms", "5000");
    all.put("offsets.topic.num.partitions", "4");
    all.put("offsets.topic.segment.bytes", Integer.toString(8 << 20));
    all.put("transaction.state.log.num.partitions", "4");
    all.put("transaction.state.log.segment.bytes", Integer.toString(8 << 20));
    all.put("share.coordinator.state.topic.num.partitions", "1");
    all.put("log.segment.bytes", Integer.toString(64 << 20));
    all.put("log.index.size.max.bytes", Integer.toString(1 << 20));
    all.put("log.cleaner.dedupe.buffer.size", Integer.toString(4 << 20));
    all.put("log.cleaner.io.buffer.size", Integer.toString(128 << 10));
    // What readers are done with is gone soon, so that a full disk recovers.
    all.put("log.retention.check.interval.ms", "5000");
    all.put("log.segment.delete.delay.ms", "2000");
    all.put("log.initial.task.delay.ms", "5000");
    all.put("num.network.threads", "2");
    all.put("num.io.threads", "4");
    all.put("num.replica.fetchers", "1");
    all.put("background.threads", "2");
    all.put("replica.high.watermark.checkpoint.interval.ms", "10000");
  }
}
