package io.tailrace.app;

import io.tailrace.component.Exporter;
import io.tailrace.component.Extension;
import io.tailrace.component.Factory;
import io.tailrace.component.Host;
import io.tailrace.component.Intake;
import io.tailrace.component.Processor;
import io.tailrace.component.Receiver;
import io.tailrace.component.sampling.TraceSampler;

/// Makes components from their factories, whose option types are known only to themselves.
final class Factories {
  private Factories() {}

  static <C extends Record> Receiver receiver(
      Factory<C> factory, Record options, Host host, Intake intake) {
    return switch (factory.maker()) {
      case Factory.ReceiverMaker<C> maker ->
          maker.make(factory.config().cast(options), host, intake);
      default -> throw wrong(factory, "receiver");
    };
  }

  static <C extends Record> Processor processor(Factory<C> factory, Record options, Host host) {
    return switch (factory.maker()) {
      case Factory.ProcessorMaker<C> maker -> maker.make(factory.config().cast(options), host);
      default -> throw wrong(factory, "processor");
    };
  }

  static <C extends Record> TraceSampler sampler(Factory<C> factory, Record options, Host host) {
    return switch (factory.maker()) {
      case Factory.SamplerMaker<C> maker -> maker.make(factory.config().cast(options), host);
      default -> throw wrong(factory, "sampler");
    };
  }

  static <C extends Record> Exporter exporter(Factory<C> factory, Record options, Host host) {
    return switch (factory.maker()) {
      case Factory.ExporterMaker<C> maker -> maker.make(factory.config().cast(options), host);
      default -> throw wrong(factory, "exporter");
    };
  }

  static <C extends Record> Extension extension(Factory<C> factory, Record options, Host host) {
    return switch (factory.maker()) {
      case Factory.ExtensionMaker<C> maker -> maker.make(factory.config().cast(options), host);
      default -> throw wrong(factory, "extension");
    };
  }

  private static IllegalStateException wrong(Factory<?> factory, String wanted) {
    return new IllegalStateException(factory.type() + " makes no " + wanted);
  }
}
