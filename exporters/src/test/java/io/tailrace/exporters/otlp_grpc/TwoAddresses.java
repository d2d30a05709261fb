package io.tailrace.exporters.otlp_grpc;

import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import io.grpc.StatusOr;
import io.grpc.internal.DnsNameResolverProvider;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;

/// A name server for one name, `two.test`, behind which there are several backends.
final class TwoAddresses extends NameResolverProvider implements AutoCloseable {
  static final String NAME = "two.test:1";

  private final NameResolverProvider others = new DnsNameResolverProvider();
  private final List<EquivalentAddressGroup> addresses;

  TwoAddresses(GrpcBackend... backends) {
    addresses = Arrays.stream(backends).map(TwoAddresses::address).toList();
    NameResolverRegistry.getDefaultRegistry().register(this);
  }

  private static EquivalentAddressGroup address(GrpcBackend backend) {
    String[] endpoint = backend.endpoint().split(":");
    return new EquivalentAddressGroup(
        new InetSocketAddress(endpoint[0], Integer.parseInt(endpoint[1])));
  }

  @Override
  protected boolean isAvailable() {
    return true;
  }

  @Override
  protected int priority() {
    return 6;
  }

  @Override
  public String getDefaultScheme() {
    return others.getDefaultScheme();
  }

  @Override
  public NameResolver newNameResolver(URI target, NameResolver.Args arguments) {
    return target.toString().endsWith(NAME)
        ? new Known()
        : others.newNameResolver(target, arguments);
  }

  @Override
  public void close() {
    NameResolverRegistry.getDefaultRegistry().deregister(this);
  }

  private final class Known extends NameResolver {
    @Override
    public String getServiceAuthority() {
      return NAME;
    }

    @Override
    public void start(Listener2 listener) {
      listener.onResult(
          ResolutionResult.newBuilder().setAddressesOrError(StatusOr.fromValue(addresses)).build());
    }

    @Override
    public void shutdown() {}
  }
}
