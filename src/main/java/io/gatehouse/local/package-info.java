/// The daemon's local API and its client: how the window and the command line see what the daemon knows.
@NullMarked
package io.gatehouse.local;

import org.jspecify.annotations.NullMarked;
