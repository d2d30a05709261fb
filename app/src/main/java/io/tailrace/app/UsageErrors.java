package io.tailrace.app;

import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// Says what is wrong with the arguments in a line or two instead of a page of help.
final class UsageErrors implements IParameterExceptionHandler {
  @Override
  public int handleParseException(ParameterException problem, String[] args) {
    CommandLine line = problem.getCommandLine();
    line.getErr().println("tailrace: " + text(problem));
    UnmatchedArgumentException.printSuggestions(problem, line.getErr());
    line.getErr()
        .println("Try `" + line.getCommandSpec().qualifiedName() + " --help` for what there is.");
    return ExitCode.FAILURE;
  }

  private static String text(ParameterException problem) {
    return problem instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption()
        ? "there is no command or argument " + String.join(" ", unmatched.getUnmatched())
        : Optional.ofNullable(problem.getMessage()).orElse("");
  }
}
