package io.tailrace.app;

import io.tailrace.component.StartException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/// Says why a command failed: in one line where we know, with the stack trace where it is a bug.
final class Failures implements IExecutionExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

  @Override
  public int handleExecutionException(Exception failure, CommandLine line, ParseResult parsed) {
    if (failure instanceof BadConfiguration bad) {
      return bad.report(line.getErr());
    }
    if (failure instanceof NoSuchFileException missing) {
      line.getErr().println("tailrace: there is no file " + missing.getFile());
    } else if (failure instanceof StartException || failure instanceof IOException) {
      line.getErr().println("tailrace: " + Optional.ofNullable(failure.getMessage()).orElse(""));
      Optional.ofNullable(failure.getCause())
          .map(Throwable::getMessage)
          .filter(cause -> !String.valueOf(failure.getMessage()).contains(cause))
          .ifPresent(cause -> line.getErr().println("  because: " + cause));
    } else {
      LOG.error("The command {} failed", line.getCommandName(), failure);
    }
    return ExitCode.FAILURE;
  }
}
