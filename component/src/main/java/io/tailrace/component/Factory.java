package io.tailrace.component;

import io.tailrace.component.sampling.TraceSampler;
import io.tailrace.config.Kind;
import io.tailrace.model.Signal;
import java.util.List;
import java.util.Set;

/// A type of component: its name, what its configuration looks like, and how one is made.
///
/// @param <C> the record that the YAML below the component's id is bound to
/// @param kind what kind of component it is
/// @param type its name, spelt as the newest Collector does
/// @param aliases other names that files still have
/// @param signals what it can carry; empty for extensions
/// @param config the record of its options
/// @param maker makes one
public record Factory<C extends Record>(
    Kind kind,
    String type,
    List<String> aliases,
    Set<Signal> signals,
    Class<C> config,
    Maker<C> maker) {
  /// Copies the collections.
  public Factory {
    aliases = List.copyOf(aliases);
    signals = Set.copyOf(signals);
  }

  /// Makes a component of one kind.
  ///
  /// @param <C> the record of its options
  public sealed interface Maker<C extends Record> {}

  /// Makes a receiver.
  ///
  /// @param <C> the record of its options
  @FunctionalInterface
  public non-sealed interface ReceiverMaker<C extends Record> extends Maker<C> {
    /// Returns a receiver that is not started.
    Receiver make(C config, Host host, Intake intake);
  }

  /// Makes a processor.
  ///
  /// @param <C> the record of its options
  @FunctionalInterface
  public non-sealed interface ProcessorMaker<C extends Record> extends Maker<C> {
    /// Returns a processor that is not started.
    Processor make(C config, Host host);
  }

  /// Makes a processor that decides about whole traces: it stands behind a topology of its own.
  ///
  /// @param <C> the record of its options
  @FunctionalInterface
  public non-sealed interface SamplerMaker<C extends Record> extends Maker<C> {
    /// Returns a sampler.
    TraceSampler make(C config, Host host);
  }

  /// Makes an exporter.
  ///
  /// @param <C> the record of its options
  @FunctionalInterface
  public non-sealed interface ExporterMaker<C extends Record> extends Maker<C> {
    /// Returns an exporter that is not started.
    Exporter make(C config, Host host);
  }

  /// Makes an extension.
  ///
  /// @param <C> the record of its options
  @FunctionalInterface
  public non-sealed interface ExtensionMaker<C extends Record> extends Maker<C> {
    /// Returns an extension that is not started.
    Extension make(C config, Host host);
  }

  /// A connector that the planner resolves by itself, at no cost: `forward`.
  ///
  /// @param <C> the record of its options
  public record Forward<C extends Record>() implements Maker<C> {}

  /// Returns the factory of a receiver.
  public static <C extends Record> Factory<C> receiver(
      String type,
      List<String> aliases,
      Set<Signal> signals,
      Class<C> config,
      ReceiverMaker<C> maker) {
    return new Factory<>(Kind.RECEIVER, type, aliases, signals, config, maker);
  }

  /// Returns the factory of a processor.
  public static <C extends Record> Factory<C> processor(
      String type,
      List<String> aliases,
      Set<Signal> signals,
      Class<C> config,
      ProcessorMaker<C> maker) {
    return new Factory<>(Kind.PROCESSOR, type, aliases, signals, config, maker);
  }

  /// Returns the factory of a processor of traces that decides about whole ones.
  public static <C extends Record> Factory<C> sampler(
      String type, Class<C> config, SamplerMaker<C> maker) {
    return new Factory<>(Kind.PROCESSOR, type, List.of(), Set.of(Signal.TRACES), config, maker);
  }

  /// Returns the factory of an exporter.
  public static <C extends Record> Factory<C> exporter(
      String type,
      List<String> aliases,
      Set<Signal> signals,
      Class<C> config,
      ExporterMaker<C> maker) {
    return new Factory<>(Kind.EXPORTER, type, aliases, signals, config, maker);
  }

  /// Returns the factory of an extension.
  public static <C extends Record> Factory<C> extension(
      String type, List<String> aliases, Class<C> config, ExtensionMaker<C> maker) {
    return new Factory<>(Kind.EXTENSION, type, aliases, Set.of(), config, maker);
  }
}
