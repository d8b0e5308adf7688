/// What passes between laptop and console, and how the laptop knows that it is the console's. Knows no network and no
/// database.
@NullMarked
package io.gatehouse.wire;

import org.jspecify.annotations.NullMarked;
