package io.gatehouse.ui.window;

/// What one line of the activity shows.
sealed interface Line permits Row, SessionLine, MoreLine {}
