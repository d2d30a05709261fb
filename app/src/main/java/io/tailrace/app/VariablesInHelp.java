package io.tailrace.app;

import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi.Text;
import picocli.CommandLine.Help.ColorScheme;
import picocli.CommandLine.Model.CommandSpec;

/// The help of a command, with the environment variable of every flag behind its description.
final class VariablesInHelp extends Help {
  private static final int DESCRIPTION = 4;

  VariablesInHelp(CommandSpec command, ColorScheme colours) {
    super(command, colours);
  }

  @Override
  public IOptionRenderer createDefaultOptionRenderer() {
    IOptionRenderer usual = super.createDefaultOptionRenderer();
    return (option, label, colours) -> {
      Text[][] rows = usual.render(option, label, colours);
      Text[] last = rows[rows.length - 1];
      EnvironmentDefaults.variable(option)
          .ifPresent(name -> last[DESCRIPTION] = last[DESCRIPTION].concat(" [" + name + "]"));
      return rows;
    };
  }
}
