/// The console's API for laptops, as `wire.Routes` fixes it.
@NullMarked
package io.gatehouse.console.device;

import org.jspecify.annotations.NullMarked;
