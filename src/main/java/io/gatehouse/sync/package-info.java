/// The laptop's half of what passes between it and the console.
@NullMarked
package io.gatehouse.sync;

import org.jspecify.annotations.NullMarked;
