package io.gatehouse.ui.window;

/// Stands below the calls of a session while there may be older ones.
///
/// @param before the id of the oldest call that is listed
record MoreLine(SessionLine session, String before) implements Line {}
