package io.tailrace.config;

/// A record of options whose keys depend on each other.
///
/// Asked once the record is bound without an error, so that it may rely on each single value.
public interface Validated {
  /// Reports what does not fit together.
  void validate(Findings findings);

  /// Takes what a record finds wrong with itself.
  interface Findings {
    /// Refuses the configuration.
    ///
    /// @param key where to point: a key of the record, `tls::cert_file` for one further down, or
    ///     empty for the whole section
    /// @param message what was found, what was expected, and the likely fix
    void error(String key, String message);

    /// Accepts it, with a warning. The parameters are those of {@link #error}.
    void warning(String key, String message);

    /// Accepts it, and says that it changes nothing here.
    ///
    /// @param key where to point, as for {@link #error}
    /// @param why why it changes nothing
    void noEffect(String key, String why);
  }
}
