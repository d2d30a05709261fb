package io.tailrace.config;

import java.util.List;

/// What a section says.
///
/// @param map its keys as they are written
/// @param defaults defaults that the owner of the section sets for it
/// @param place where the section stands
record Given(Node.Mapping map, List<Node.Mapping> defaults, Place place) {}
