package io.tailrace.broker;

import io.tailrace.broker.RemoteUser.Role;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialDeletion;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/// Makes the node's users and their rights equal to the configured ones.
final class RemoteAccess {
  private static final int ITERATIONS = 8192;
  private static final List<String> RAW = List.of("traces.raw", "metrics.raw", "logs.raw");

  private final ListenSettings settings;

  RemoteAccess(ListenSettings settings) {
    this.settings = settings;
  }

  /// Adds what is missing and takes away what nobody configured.
  void apply(String bootstrapServers) throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      Collection<AclBinding> present = admin.describeAcls(AclBindingFilter.ANY).values().get();
      Set<AclBinding> wanted = rights();
      List<AclBindingFilter> surplus =
          present.stream()
              .filter(each -> !wanted.contains(each))
              .map(AclBinding::toFilter)
              .toList();
      admin.deleteAcls(surplus).all().get();
      wanted.removeAll(present);
      admin.createAcls(wanted).all().get();
      admin.alterUserScramCredentials(credentials(admin)).all().get();
    }
  }

  private List<UserScramCredentialAlteration> credentials(Admin admin)
      throws ExecutionException, InterruptedException {
    List<UserScramCredentialAlteration> all = new ArrayList<>();
    Set<String> names = settings.users().stream().map(RemoteUser::name).collect(Collectors.toSet());
    for (String present : admin.describeUserScramCredentials().users().get()) {
      if (!names.contains(present)) {
        all.add(new UserScramCredentialDeletion(present, ScramMechanism.SCRAM_SHA_512));
      }
    }
    ScramCredentialInfo how = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS);
    for (RemoteUser user : settings.users()) {
      all.add(new UserScramCredentialUpsertion(user.name(), how, user.password().reveal()));
    }
    return all;
  }

  private Set<AclBinding> rights() {
    Set<AclBinding> all = new HashSet<>();
    for (RemoteUser user : settings.users()) {
      rights(user, all);
    }
    return all;
  }

  private void rights(RemoteUser user, Set<AclBinding> all) {
    ResourcePattern topics = ours(ResourceType.TOPIC);
    ResourcePattern groups = ours(ResourceType.GROUP);
    switch (user.role()) {
      case AGENT -> {
        for (String raw : RAW) {
          ResourcePattern topic =
              new ResourcePattern(ResourceType.TOPIC, settings.prefix() + raw, PatternType.LITERAL);
          allow(all, user, topic, AclOperation.WRITE, AclOperation.DESCRIBE_CONFIGS);
        }
        keepBooks(user, all);
      }
      case WORKER -> {
        allow(
            all,
            user,
            topics,
            AclOperation.READ,
            AclOperation.WRITE,
            AclOperation.CREATE,
            AclOperation.DELETE,
            AclOperation.ALTER,
            AclOperation.DESCRIBE_CONFIGS);
        allow(all, user, groups, AclOperation.READ, AclOperation.DELETE);
        allow(all, user, ours(ResourceType.TRANSACTIONAL_ID), AclOperation.WRITE);
        allow(all, user, cluster(), AclOperation.DESCRIBE);
      }
      case CONSUMER -> {
        allow(all, user, topics, AclOperation.READ);
        allow(all, user, any(ResourceType.GROUP), AclOperation.READ);
        if (!settings.prefix().isEmpty()) {
          add(all, user, groups, AclPermissionType.DENY, AclOperation.READ);
        }
      }
    }
    if (user.role() != Role.CONSUMER) {
      allow(all, user, cluster(), AclOperation.IDEMPOTENT_WRITE);
    }
  }

  /// What an agent wrote is counted as positions in a topic that nothing is ever in: keeping a
  /// position takes the right to read.
  private void keepBooks(RemoteUser user, Set<AclBinding> all) {
    ResourcePattern ledger =
        new ResourcePattern(ResourceType.TOPIC, settings.prefix() + "ledger", PatternType.LITERAL);
    allow(all, user, ledger, AclOperation.READ, AclOperation.DESCRIBE_CONFIGS);
    ResourcePattern books =
        new ResourcePattern(
            ResourceType.GROUP, settings.prefix() + "ledger.", PatternType.PREFIXED);
    allow(all, user, books, AclOperation.READ);
  }

  private static void allow(
      Set<AclBinding> all, RemoteUser user, ResourcePattern what, AclOperation... operations) {
    add(all, user, what, AclPermissionType.ALLOW, operations);
  }

  private static void add(
      Set<AclBinding> all,
      RemoteUser user,
      ResourcePattern what,
      AclPermissionType permission,
      AclOperation... operations) {
    for (AclOperation operation : operations) {
      all.add(
          new AclBinding(
              what, new AccessControlEntry("User:" + user.name(), "*", operation, permission)));
    }
  }

  private ResourcePattern ours(ResourceType type) {
    return settings.prefix().isEmpty()
        ? any(type)
        : new ResourcePattern(type, settings.prefix(), PatternType.PREFIXED);
  }

  private static ResourcePattern any(ResourceType type) {
    return new ResourcePattern(type, ResourcePattern.WILDCARD_RESOURCE, PatternType.LITERAL);
  }

  private static ResourcePattern cluster() {
    return new ResourcePattern(ResourceType.CLUSTER, "kafka-cluster", PatternType.LITERAL);
  }
}
