package io.tailrace.receivers.otlp;

import io.grpc.Status;
import io.tailrace.component.Client;
import io.tailrace.component.Outcome;
import io.tailrace.component.server.GrpcAnswer;
import io.tailrace.component.server.GrpcMethod;
import java.time.Duration;
import java.util.function.Consumer;

/// Answers `Export` of one signal.
record OverGrpc(Reception reception) implements GrpcMethod {
  @Override
  public void call(byte[] request, Client client, Consumer<GrpcAnswer> done) {
    reception.take(request, client, outcome -> done.accept(answer(outcome)));
  }

  private static GrpcAnswer answer(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Accepted _ -> new GrpcAnswer.Ok(ExportResponse.FULL);
      case Outcome.Partial(int rejected, String reason) ->
          new GrpcAnswer.Ok(ExportResponse.partial(rejected, reason));
      case Outcome.Retry(String reason, Duration after) ->
          new GrpcAnswer.Failed(Status.Code.UNAVAILABLE, reason, after);
      case Outcome.Overloaded(String reason, Duration after) ->
          new GrpcAnswer.Failed(Status.Code.RESOURCE_EXHAUSTED, reason, after);
      case Outcome.Refused(String reason) ->
          new GrpcAnswer.Failed(Status.Code.INVALID_ARGUMENT, reason, Duration.ZERO);
    };
  }
}
